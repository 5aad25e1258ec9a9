"""`manage.py measurereports`: what each report of the library costs, as a page of the docs."""

import io

import pytest
from django.core.management import CommandError, call_command

from querylog.models import Statement


def measure(*arguments, person="ana"):
    out = io.StringIO()
    call_command("measurereports", "--as", person, *arguments, stdout=out)
    return out.getvalue()


def test_each_report_that_the_person_may_open_has_a_line_with_its_figures(people):
    printed = measure().splitlines()
    (line,) = [each for each in printed if each.startswith("| [")]
    title, _, lines, statements, base, piece, rows = (each.strip() for each in line.strip("|").split("|"))
    assert title == "[Category performance](../reports/library/category_performance.py)"
    assert int(statements) == Statement.objects.count()
    assert 20 < int(lines) < 80
    assert float(base) > 0
    assert int(piece) > 0
    assert int(rows.replace(",", "")) > 50_000


def test_the_page_is_written_where_it_is_wanted(people, tmp_path):
    printed = measure("--write", str(tmp_path / "library.md"))
    assert (tmp_path / "library.md").read_text() == printed


def test_who_may_open_nothing_is_told_so(people):
    with pytest.raises(CommandError, match="No report is open to ben"):
        measure(person="ben")
