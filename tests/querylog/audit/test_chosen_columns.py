"""The columns of the list: chosen in the address, kept from page to page, and never without a way to the statement."""

import pytest

from querylog.models import Usage
from tests.querylog.asking import ask, intend
from tests.querylog.audit.pages import listed, older

USUAL = ["id", "when", "who", "report", "purpose", "state", "rows", "time", "query-id", "sql"]


def columns_of(client, **given) -> list[str]:
    (row,) = listed(client.get("/audit/", given))
    return list(row)


@pytest.fixture
def one(db):
    return ask("select 1 as it", part="sales").statement


def test_without_a_choice_the_usual_columns_are_shown(cleo, one):
    assert columns_of(cleo) == USUAL


def test_those_that_are_chosen_are_shown_in_their_order(cleo, one):
    assert columns_of(cleo, columns="time,who,when") == ["id", "when", "who", "time"]


def test_a_form_without_script_chooses_the_same(cleo, one):
    assert columns_of(cleo, columns=["time", "who"]) == ["id", "when", "who", "time"]


def test_a_team_or_part_with_a_column_of_its_own_stands_only_there(cleo, one):
    (row,) = listed(cleo.get("/audit/", {"columns": "who,team,report,part"}))
    assert (row["who"], row["team"], row["report"], row["part"]) == (one.asked_by_name, one.team, one.report, "sales")


def test_bytes_are_shown_once_snowflake_has_told_them(cleo, one):
    assert listed(cleo.get("/audit/?columns=bytes"))[0]["bytes"] == "–"
    Usage.objects.create(statement_id=one.pk, bytes=12_345_678_901)
    assert listed(cleo.get("/audit/?columns=bytes"))[0]["bytes"] == "12.3 GB"


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (999_960, "1.0 MB"), (10**16, "10.0 PB")],
)
def test_bytes_have_three_digits_and_a_unit(cleo, one, count, written):
    Usage.objects.create(statement_id=one.pk, bytes=count)
    assert listed(cleo.get("/audit/?columns=bytes"))[0]["bytes"] == written


@pytest.mark.parametrize("columns", ["", "x", ",", "\0", "'", "é" * 3000, "<script>"], ids=ascii)
def test_what_names_no_column_shows_the_usual_ones(cleo, one, columns):
    assert columns_of(cleo, columns=columns) == USUAL


def test_an_older_page_has_the_same_columns(cleo):
    for _ in range(60):
        intend("select 1")
    second = cleo.get("/audit/" + older(cleo.get("/audit/?q=select&columns=who,state")))
    assert list(listed(second)[0]) == ["id", "when", "who", "state"]
    assert 'href="/audit/?q=select&amp;columns=when%2Cwho%2Cstate">Newest' in second.content.decode()


def test_the_search_line_and_the_menu_keep_the_columns(cleo, one):
    page = cleo.get("/audit/?columns=who,state").content.decode()
    assert '<input type="hidden" name="columns" value="when,who,state">' in page
    assert 'value="state" checked' in page
    assert 'value="sql">' in page


def test_a_search_that_cant_be_read_stays_typed_with_its_columns(cleo, one):
    page = cleo.get("/audit/", {"q": 'usr:"ana', "columns": "who"})
    assert page.status_code == 400
    said = page.content.decode()
    assert 'id="q-error" role="alert">usr: is no qualifier.' in said
    assert 'value="usr:&quot;ana"' in said
    assert 'name="columns" value="when,who"' in said


def test_a_time_is_a_chip_that_clears_it(cleo, one):
    page = cleo.get("/audit/", {"q": "select on:today"}).content.decode()
    assert 'class="chip chip--on" href="/audit/?q=select"' in page
