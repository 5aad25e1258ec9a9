"""Which reports there are, and what becomes of a broken one."""

from pathlib import Path

import pytest

from reports import registry
from reports.registry import Registry
from reports.schema import LIBRARY
from tests.reports.a_library import visits

FOLDER = LIBRARY.parent.parent / "tests" / "reports" / "a_library"


@pytest.fixture
def library(tmp_path) -> Path:
    """A folder with one sound report, which a test may change."""
    for name in ("schema.json", "visits.py"):
        (tmp_path / name).write_text((FOLDER / name).read_text())
    return tmp_path


def test_a_file_is_a_report_and_its_name_is_the_slug():
    assert [report.slug for report in Registry(FOLDER).all()] == ["visits"]
    assert registry.get("category-performance").title == "Category performance"


def test_underscores_become_hyphens(tmp_path):
    (tmp_path / "my_visits.py").write_text(Path(visits.__file__).read_text().replace("SHOP.", "LOYALTY."))
    assert list(Registry(tmp_path).broken()) == ["my-visits"]


def test_a_broken_file_leaves_the_others_alone(library):
    (library / "broken.py").write_text("1 / 0\n")
    both = Registry(library)
    assert [report.slug for report in both.all()] == ["visits"]
    assert both.broken() == {
        "broken": f"{library.name}/broken.py can't be published:\n  line 1  ZeroDivisionError: division by zero."
    }


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def (:\n", "line 1  this is not Python: invalid syntax."),
        ("import sys\nsys.exit(1)\n", "line 2  SystemExit: 1."),
        ("def again():\n    again()\n\nagain()\n", "line 2  RecursionError: maximum recursion depth exceeded."),
        ("\0", "line 1  "),
        ("x = 1\n", "line 1  the file has no class that inherits from Report. Write one report per file."),
    ],
)
def test_whatever_a_file_does_is_told_with_its_line(tmp_path, code, told):
    (tmp_path / "broken.py").write_text(code)
    assert told in Registry(tmp_path).broken()["broken"]


def test_a_mistake_in_shared_vocabulary_is_told_with_its_own_file_and_line(tmp_path):
    (tmp_path / "_words.py").write_text("FINE = 1\nWORSE = 1 / 0\n")
    (tmp_path / "first.py").write_text('"""A report."""\nfrom ._words import FINE\n')
    told = Registry(tmp_path).broken()["first"]
    assert told.endswith("line 2  _words.py, line 2: ZeroDivisionError: division by zero.")


def test_a_file_whose_name_is_no_address_is_broken_and_not_half_published(library):
    (library / "my.visits.py").write_text((library / "visits.py").read_text())
    registry = Registry(library)
    assert [report.slug for report in registry.all()] == ["visits"]
    assert "line 1  the file's name is no address." in registry.broken()["my.visits"]


def test_an_unknown_slug_is_a_key_error():
    with pytest.raises(KeyError):
        registry.get("nothing")


def test_a_report_is_read_once():
    assert registry.get("category-performance") is registry.get("category-performance")
    from reports.library.category_performance import CategoryPerformance

    assert CategoryPerformance is registry.get("category-performance")


def test_the_library_has_no_broken_report():
    assert registry.broken() == {}


@pytest.mark.parametrize("report", registry.all(), ids=lambda report: report.slug)
def test_a_report_of_the_library_is_short_and_says_what_it_answers(report):
    assert len(Path(report.place.file).read_text().splitlines()) <= 200
    assert report.question.endswith("?")
    assert report.owner and report.area and report.tags
