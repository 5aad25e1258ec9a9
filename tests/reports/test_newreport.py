"""`manage.py newreport`: a file that is sound and runs as it is, drafted from a table's columns."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports.declare import Bar, Kpi, Line, Table
from reports.policy import OPEN
from reports.registry import Registry
from reports.run.answers import answers
from reports.schema import LIBRARY, snapshot
from reports.viewer import Viewer


@pytest.fixture
def library(tmp_path) -> Path:
    """An empty library of the demo's tables."""
    (tmp_path / "schema.json").write_text((LIBRARY / "schema.json").read_text())
    return tmp_path


def new(library, slug="churn-by-income", table="LOYALTY.BASKETS", **options):
    out = io.StringIO()
    call_command("newreport", slug, table=table, folder=library, stdout=out, **options)
    return out.getvalue()


def written(library, slug="churn-by-income", **options):
    new(library, slug, **options)
    return Registry(library).get(slug)


def refusal(library, *arguments, **options):
    before = sorted(library.glob("*.*"))
    with pytest.raises(CommandError) as caught:
        new(library, *arguments, **options)
    assert sorted(library.glob("*.*")) == before
    return str(caught.value)


def with_table(library, **columns):
    (library / "schema.json").write_text(json.dumps({"SHOP.THINGS": columns}))


@pytest.mark.parametrize("table", snapshot().tables)
def test_every_table_gets_a_report_that_answers_as_it_is(library, people, table):
    report = written(library, table=table)
    viewer = Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN)
    found = answers(report, report.defaults(), viewer=viewer, limit=10)
    assert all(found.rows[name] is not None for name in report.visuals)


@pytest.mark.parametrize("table", snapshot().tables)
def test_it_is_written_as_the_checks_of_style_want_it(library, table):
    new(library, table=table)
    for how in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *how, "--config", str(LIBRARY.parent.parent / "pyproject.toml")]
        done = subprocess.run([*ruff, str(library)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_it_passes_checkreports(library):
    new(library)
    out = io.StringIO()
    call_command("checkreports", folder=library, stdout=out)
    assert out.getvalue() == "1 report is sound.\n"


def test_its_file_and_its_class_are_called_like_it(library):
    report = written(library)
    assert Path(report.place.file).name == "churn_by_income.py"
    assert (report.title, report.slug) == ("Churn by income", "churn-by-income")


def test_underscores_are_as_good_as_hyphens(library):
    new(library, "churn_by_income")
    assert Registry(library).get("churn-by-income")


@pytest.mark.parametrize("slug", ["table", "report", "none"])
def test_a_name_that_python_or_the_vocabulary_has_is_no_trouble(library, slug):
    assert written(library, slug).slug == slug


def test_it_filters_by_the_day_and_by_texts_and_never_by_keys(library):
    report = written(library)
    fields = [field.name for field in report.filter_parts["filters"].settled]
    assert fields[:3] == ["purchased_on", "department", "product_category"]
    assert not [name for name in fields if name.endswith("_id")]


def test_it_shows_figures_a_line_bars_and_a_table(library):
    kinds = [type(visual) for visual in written(library).visuals.values()]
    assert [each for each in kinds if each is not Kpi] == [Line, Bar, Table]
    assert 1 <= kinds.count(Kpi) <= 4


def test_without_a_day_there_is_no_line_and_without_texts_no_filter(library):
    report = written(library, table="LOYALTY.CAMPAIGNS")
    assert Line not in [type(visual) for visual in report.visuals.values()]
    assert report.filter_parts == {}


def test_texts_that_differ_in_every_row_are_no_filters(library):
    with_table(library, PRODUCT_NAME="TEXT", EMAIL="TEXT", KIND="TEXT", NOTE_ID="TEXT")
    report = written(library, table="SHOP.THINGS")
    assert [field.name for field in report.filter_parts["filters"].settled] == ["kind"]


def test_years_and_weeks_are_not_added_up(library):
    with_table(library, YEAR="NUMBER(4,0)", KIND="TEXT", PRICE="NUMBER(10,2)")
    new(library, table="SHOP.THINGS")
    code = (library / "churn_by_income.py").read_text()
    assert "sum(price)" in code
    assert "sum(year)" not in code


@pytest.mark.parametrize("columns", [{"V": "VARIANT"}, {"Odd name": "TEXT", "ORDER": "TEXT"}, {"A": "FLOAT"}])
def test_a_table_of_which_little_is_known_gets_a_report_as_well(library, columns):
    with_table(library, **columns)
    assert [visual.title for visual in written(library, table="SHOP.THINGS").visuals.values()][-1] == "Rows"


def test_the_owner_and_the_area_are_as_said(library):
    report = written(library, owner='Team "A"', area="Offers")
    assert (report.owner, report.area) == ('Team "A"', "Offers")


def test_an_owner_that_is_not_said_is_plainly_missing(library):
    assert written(library).owner == "Owner to be named"


def test_it_says_what_to_do_next(library):
    said = new(library)
    for word in ("/reports/churn-by-income/", "/admin/access/grant/add/", "runreport churn-by-income", "checkreports"):
        assert word in said


@pytest.mark.parametrize("slug", ["Churn", "churn by income", "../churn", "7days", "churn--income", "a" * 101, ""])
def test_a_name_that_is_no_address_is_refused(library, slug):
    assert f"{slug!r} can't be the name of a report. Use small letters" in refusal(library, slug)


def test_a_report_that_is_there_is_left_alone(library):
    new(library)
    before = (library / "churn_by_income.py").read_text()
    assert "There is a report churn-by-income already" in refusal(library, "churn_by_income", table="LOYALTY.PRODUCTS")
    assert (library / "churn_by_income.py").read_text() == before


@pytest.mark.parametrize("table", ["LOYALTY.BASKET", "BASKETS"])
def test_an_unknown_table_is_told_with_the_nearest(library, table):
    assert refusal(library, table=table) == (
        f"There is no table {table} that the portal may read. Did you mean LOYALTY.BASKETS? "
        "If it is new, run manage.py snapshotschema."
    )


def test_what_comes_to_nothing_sound_is_not_left_behind(library):
    (library / "schema.json").write_text(json.dumps({"SHOP.A-B": {"SOLD_ON": "DATE"}}))
    assert "No sound report comes of SHOP.A-B, so nothing was written." in refusal(library, table="SHOP.A-B")


def test_a_table_of_which_no_column_is_known_gets_a_report_that_counts_its_rows(library):
    with_table(library)
    (rows,) = written(library, table="SHOP.THINGS").visuals.values()
    assert isinstance(rows, Kpi)


def test_without_a_snapshot_it_says_how_to_get_one(library):
    (library / "schema.json").write_text("{}")
    assert "Run manage.py snapshotschema first." in refusal(library)
