"""A registry that looks again: what was saved since is read anew, and nothing else is."""

import sys
from pathlib import Path

import pytest

from reports.registry import Registry
from tests.reports.checks.test_registry import FOLDER


@pytest.fixture(autouse=True)
def keep_compiled(monkeypatch):
    """Let Python keep compiled copies, as it does for people, whatever the shell says in which the tests run."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def library(tmp_path) -> Path:
    """A folder with two sound reports, one of which imports shared vocabulary."""
    visits = (FOLDER / "visits.py").read_text()
    (tmp_path / "schema.json").write_text((FOLDER / "schema.json").read_text())
    (tmp_path / "visits.py").write_text(visits)
    (tmp_path / "_words.py").write_text('AREA = "Shops"\n')
    shared = visits.replace("class Visits", "from ._words import AREA\n\n\nclass Shared")
    (tmp_path / "shared.py").write_text(shared.replace('area = "Stores"', "area = AREA"))
    return tmp_path


@pytest.fixture
def registry(library) -> Registry:
    made = Registry(library)
    assert made.broken() == {}
    return made


def replace(file: Path, old: str, new: str) -> None:
    code = file.read_text()
    assert old in code
    file.write_text(code.replace(old, new))


def test_a_saved_report_is_read_anew_and_the_others_are_kept(registry, library):
    visits, shared = registry.get("visits"), registry.get("shared")
    replace(library / "visits.py", "How often", "How seldom")
    registry.read_again()
    assert registry.get("visits").question == "How seldom do people come?"
    assert registry.get("visits") is not visits
    assert registry.get("shared") is shared


def test_a_change_of_the_same_length_in_the_same_second_is_seen(registry, library):
    for owner in ("aaaa", "bbbb", "cccc"):
        (library / "_words.py").write_text(f'AREA = "{owner}"\n')
        registry.read_again()
        assert registry.get("shared").area == owner


def test_shared_vocabulary_is_read_anew_with_every_report(registry, library):
    visits = registry.get("visits")
    replace(library / "_words.py", "Shops", "Markets")
    registry.read_again()
    assert registry.get("shared").area == "Markets"
    assert registry.get("visits") is not visits


def test_vocabulary_that_is_imported_as_a_module_is_read_anew(registry, library):
    replace(library / "shared.py", "from ._words import AREA", "from . import _words")
    replace(library / "shared.py", "area = AREA", "area = _words.AREA")
    registry.read_again()
    assert registry.get("shared").area == "Shops"
    replace(library / "_words.py", "Shops", "Markets")
    registry.read_again()
    assert registry.get("shared").area == "Markets"


def test_nothing_is_read_until_someone_looks_again(registry, library):
    visits = registry.get("visits")
    replace(library / "visits.py", "How often", "How seldom")
    assert registry.get("visits") is visits


def test_looking_again_at_what_has_not_changed_keeps_every_report(registry):
    before = registry.all()
    registry.read_again()
    assert registry.all() == before


def test_how_the_figures_are_made_stands_in_markdown_beside_the_report_and_is_part_of_its_version(registry, library):
    before = registry.get("visits").fingerprint
    assert registry.get("visits").method == ""
    (library / "visits.md").write_text("Each visit **once**.")
    registry.read_again()
    assert registry.get("visits").method == "Each visit **once**."
    assert registry.get("visits").fingerprint != before


def test_a_new_file_is_found_and_a_removed_one_is_gone(registry, library):
    (library / "more_visits.py").write_text((library / "visits.py").read_text())
    (library / "visits.py").unlink()
    registry.read_again()
    assert sorted(report.slug for report in registry.all()) == ["more-visits", "shared"]


def test_a_report_breaks_and_is_mended(registry, library):
    replace(library / "visits.py", 'owner = "Shopper insights"', "")
    registry.read_again()
    assert list(registry.broken()) == ["visits"]
    assert [report.slug for report in registry.all()] == ["shared"]
    replace(library / "visits.py", 'area = "Stores"', 'area = "Stores"\n    owner = "Someone"')
    registry.read_again()
    assert registry.broken() == {}


def test_broken_vocabulary_breaks_only_who_imports_it(registry, library):
    (library / "_words.py").write_text("AREA = nothing\n")
    registry.read_again()
    assert "_words.py, line 1: NameError" in registry.broken()["shared"]
    assert [report.slug for report in registry.all()] == ["visits"]


def test_another_schema_is_seen(registry, library):
    replace(library / "schema.json", "LOYAL", "FAITHFUL")
    registry.read_again()
    assert "has no column loyal" in registry.broken()["visits"]
