"""Which reports there are, and what becomes of a broken one."""

from pathlib import Path

import pytest

from reports import registry
from reports.registry import Registry
from reports.schema import LIBRARY
from tests.reports.a_library import visits

FOLDER = LIBRARY.parent.parent / "tests" / "reports" / "a_library"


def test_a_file_is_a_report_and_its_name_is_the_slug():
    assert [report.slug for report in Registry(FOLDER).all()] == ["visits"]
    assert registry.get("category-performance").title == "Category performance"


def test_underscores_become_hyphens(tmp_path):
    (tmp_path / "my_visits.py").write_text(Path(visits.__file__).read_text().replace("SHOP.", "LOYALTY."))
    assert list(Registry(tmp_path).broken()) == ["my-visits"]


def test_a_broken_file_leaves_the_others_alone(tmp_path):
    (tmp_path / "schema.json").write_text((FOLDER / "schema.json").read_text())
    (tmp_path / "visits.py").write_text((FOLDER / "visits.py").read_text())
    (tmp_path / "broken.py").write_text("1 / 0\n")
    both = Registry(tmp_path)
    assert [report.slug for report in both.all()] == ["visits"]
    assert both.broken() == {
        "broken": f"{tmp_path.name}/broken.py can't be published:\n  line 1  ZeroDivisionError: division by zero."
    }


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
    assert len(Path(report.place.file).read_text().splitlines()) <= 120
    assert report.question.endswith("?")
    assert report.owner and report.area and report.tags
