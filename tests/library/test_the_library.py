"""What the library promises: many reports, all of them short, each of them checked."""

from pathlib import Path
from statistics import median

import pytest

from reports import registry
from reports.schema import LIBRARY

AREAS = ["Executive", "Shopper insights", "Offers", "Partner audiences", "Sales pitch", "Finance", "App health"]
FOR_DEVELOPERS = "For developers"  # shows what there is, and answers nobody's question
REPORTS = [report for report in registry.all() if report.area != FOR_DEVELOPERS]


def file_of(report):
    return LIBRARY / f"{report.slug.replace('-', '_')}.py"


def lines_of(report):
    return len(file_of(report).read_text().splitlines())


def test_there_are_reports_in_each_of_seven_areas():
    assert {report.area for report in REPORTS} == set(AREAS)
    assert len(REPORTS) >= 28


def test_half_of_the_reports_have_eighty_lines_or_fewer_and_none_has_more_than_two_hundred():
    lines = [lines_of(report) for report in registry.all()]
    assert median(lines) <= 80
    assert max(lines) <= 200


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
def test_three_figures_of_the_report_are_checked_on_the_raw_tables(report):
    tests = Path(__file__).with_name(f"test_{file_of(report).name}")
    assert tests.read_text().count("\ndef test_") >= 3
    assert "duck(" in tests.read_text()


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
def test_the_report_says_how_its_figures_are_made(report):
    assert report.method


def test_each_method_belongs_to_a_report():
    assert {file.stem for file in LIBRARY.glob("*.md")} <= {file_of(report).stem for report in registry.all()}


def test_the_docs_have_a_line_for_each_report():
    page = (LIBRARY.parents[1] / "docs" / "library.md").read_text()
    assert [report.title for report in registry.all() if f"[{report.title}](" not in page] == []
