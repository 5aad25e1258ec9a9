"""What else the page of a statement knows: where it came from, its tree, downloads, earlier runs, and as a panel."""

import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from querylog import door
from querylog.audit.statement.snowsight import profile_of
from querylog.errors import StatementFailed, StatementTimedOut
from querylog.events import record
from querylog.log import ended
from querylog.models import Kind, Purpose, State, Statement, Usage
from querylog.sensitive import Sensitive
from reports import registry
from tests.conftest import REPORT
from tests.querylog.asking import ANA, ask, intend, newest, submit
from tests.querylog.audit.pages import older, page_of, text_of

FILTERS = "Department is DELI"


def said(client, statement) -> str:
    return text_of(page_of(client, statement))


def pressed(press, **facts) -> None:
    told = {"press": str(press), "filters": FILTERS, "version": "0" * 64, "address": "192.0.2.7", **facts}
    record(Kind.PRESSED, user_id=ANA.user_id, name=ANA.name, team=ANA.team, report=REPORT, **told)


@pytest.fixture
def auditor_without_sql(people, cleo):
    """Cleo, who may read the log and not the SQL in it."""
    people["cleo"].user_permissions.clear()
    people["cleo"].groups.clear()
    people["cleo"].user_permissions.add(Permission.objects.get(codename="view_statement"))
    return cleo


@pytest.fixture
def base(db) -> Statement:
    press = uuid4()
    pressed(press)
    return door.wait(submit("select 'base' as it", press=press, part="sales"), patience=5)


def slices_of(base: Statement, count: int) -> list[Statement]:
    return [ask("select 1", parent=base, press=base.press, part="top").statement for _ in range(count)]


# ------------------------------------------------------------------ where it came from


def test_it_says_with_which_filters_and_from_where_refresh_was_pressed(cleo, base):
    page = said(cleo, base)
    assert "From 192.0.2.7 as Refresh was pressed" in page
    assert f"Filters {FILTERS}" in page


def test_a_slice_has_the_press_of_its_base(cleo, base):
    assert f"Filters {FILTERS}" in said(cleo, slices_of(base, 1)[0])


def test_another_persons_press_is_not_its_own(cleo, db):
    press = uuid4()
    record(Kind.PRESSED, user_id=8, name="Ben", press=str(press), filters="none of hers", version="", address="")
    assert "none of hers" not in said(cleo, ask("select 1", press=press).statement)


def test_without_a_press_it_says_from_where_the_person_had_last_signed_in(cleo, db):
    record(Kind.SIGNED_IN, user_id=ANA.user_id, name=ANA.name, address="198.51.100.1")
    assert "From 198.51.100.1 at the last sign-in before," in said(cleo, ask("select 1").statement)


def test_without_either_it_says_that_no_address_is_on_record(cleo, db):
    assert "From no address on record" in said(cleo, ask("select 1").statement)


@pytest.mark.parametrize(
    ("version", "words"), [("", "still the present one"), ("f" * 64, "the report has changed since")]
)
def test_it_says_whether_the_version_that_ran_is_still_the_present_one(cleo, version, words):
    press = uuid4()
    pressed(press, version=version or registry.get(REPORT).fingerprint)
    assert words in said(cleo, ask("select 1", press=press).statement)


def test_filters_are_values_and_shown_with_the_right_to_see_them_alone(auditor_without_sql, base):
    page = said(auditor_without_sql, base)
    assert FILTERS not in page
    assert "Filters shown with the SQL" in page


def test_without_the_right_to_see_sql_neither_it_nor_its_values_nor_a_comparison_are_offered(auditor_without_sql, db):
    statement = ask("select ? as secret_word", ("secret value",)).statement
    page = page_of(auditor_without_sql, statement)
    for hidden in ("secret_word", "secret value", "/diff/"):
        assert hidden not in page


# ------------------------------------------------------------------ the SQL


def test_keywords_texts_numbers_and_marks_are_told_apart(cleo, db):
    page = page_of(cleo, ask("select 7 as n, 'a<b' as t, ? as x", ("v",)).statement)
    for piece in (
        '<span class="sql-word">SELECT</span>',
        '<span class="sql-number">7</span>',
        '<span class="sql-string">&#x27;a&lt;b&#x27;</span>',
        '<span class="sql-bind">?</span>',
    ):
        assert piece in page


def test_a_hidden_value_stays_hidden(cleo, db):
    assert "••• (hidden)" in said(cleo, ask("select ?", (Sensitive("4711-0815"),)).statement)


def test_its_columns_lead_to_who_has_read_them(cleo, db):
    statement = intend("select age from loyalty.demographics")
    assert 'href="/audit/columns/LOYALTY.DEMOGRAPHICS.AGE/"' in page_of(cleo, statement)


def test_an_error_stands_with_what_it_means(cleo, db):
    with pytest.raises(StatementFailed):
        ask("select * from no_such_table")
    assert "the same press fails again until the report or the table is mended" in said(cleo, newest())


def test_an_error_of_time_means_something_else(cleo, db):
    statement = intend("select 1")
    ended(statement, State.FAILED, error=StatementTimedOut.sentence)
    assert "It used the warehouse for all of that time and gave nothing." in said(cleo, statement)


# ------------------------------------------------------------------ its tree


def test_the_tree_has_the_base_and_its_slices_with_rows_bytes_and_seconds(cleo, base):
    (one,) = slices_of(base, 1)
    Usage.objects.create(statement_id=base.pk, bytes=5_000_000)
    for statement in (base, one):
        page = text_of(page_of(cleo, statement).partition("statements tree")[2])
        assert page.index("sales") < page.index("top")
        assert "5.0 MB" in page


def test_the_page_of_a_slice_marks_it_in_the_tree(cleo, base):
    first, second = slices_of(base, 2)
    page = page_of(cleo, second)
    assert page.count('aria-current="true"') == 1
    assert f'href="/audit/{first.pk}/"' in page


def test_what_was_asked_for_a_slice_in_turn_is_there_too(cleo, base):
    (one,) = slices_of(base, 1)
    below = ask("select 3", parent=one).statement
    assert f'href="/audit/{below.pk}/"' in page_of(cleo, base)


def test_a_slice_beyond_those_shown_is_on_its_own_page(cleo, base, monkeypatch):
    monkeypatch.setattr("querylog.audit.statement.tree.MOST_CHILDREN", 1)
    assert 'aria-current="true"' in page_of(cleo, slices_of(base, 3)[-1])


def kept(rows: int, seconds: float, *, parent: Statement | None = None) -> Statement:
    """A statement that took exactly so long."""
    statement = intend(f"select {rows}")
    if parent is not None:
        statement = Statement.objects.create(
            asked_by_name="x", purpose=Purpose.SLICE, text=statement.text, parent=parent, report=REPORT
        )
    ended(statement, State.FINISHED, rows=rows, seconds=seconds)
    return statement


def test_what_slices_saved_is_said_as_an_estimate(cleo, db):
    base = kept(1_000, 4.0)
    Usage.objects.create(statement_id=base.pk, bytes=10**9)
    for _ in range(3):
        kept(10, 0.5, parent=base)
    page = said(cleo, base)
    assert "3 slices read 3,000 rows from the stored result instead of scanning again: about 10.5 s and 3.0 GB" in page
    assert "An estimate: as if each slice had scanned what the base did, less what the slices took." in page


def test_slices_that_took_longer_than_the_base_saved_no_time(cleo, db):
    base = kept(10, 0.1)
    kept(10, 0.5, parent=base)
    page = said(cleo, base)
    assert "1 slice read 10 rows from the stored result instead of scanning again." in page


# ------------------------------------------------------------------ downloads


def test_a_download_stands_there_once_with_its_rows_bytes_and_digest(cleo, base):
    (one,) = slices_of(base, 1)
    who = {"user_id": 8, "name": "Ben", "team": "Offers", "statement": one, "visual": "top", "format": "csv"}
    begun = record(Kind.DOWNLOADED, **who, stage="begun", rows=7)
    record(Kind.DOWNLOADED, **who, stage="finished", begun=str(begun.pk), rows=7, bytes=1234, sha256="ab" * 32)
    for statement in (base, one):
        page = page_of(cleo, statement)
        assert "Ben Offers top csv finished 7 1,234 abababababababab" in text_of(page)
        assert page.count(">Ben<") == 1
        assert f'data-copy="{"ab" * 32}"' in page


def test_a_download_that_never_ended_says_how_far_it_came(cleo, base):
    record(Kind.DOWNLOADED, user_id=8, name="Ben", statement=base, visual="top", format="csv", stage="begun", rows=7)
    assert "top csv begun 7 –" in said(cleo, base)


# ------------------------------------------------------------------ asked before


def test_earlier_runs_with_the_same_values_are_there_newest_first(cleo, db):
    runs = [ask("select ?", (value,)).statement for value in ("a", "b", "a", "a")]
    page = page_of(cleo, runs[-1])
    assert f"/diff/{runs[1].pk}/" not in page
    assert page.index(f"/diff/{runs[2].pk}/") < page.index(f"/diff/{runs[0].pk}/")


def test_no_more_than_ten_earlier_runs_are_there(cleo, db):
    runs = [ask("select 1").statement for _ in range(12)]
    assert page_of(cleo, runs[-1]).count("/diff/0") == 10


def test_all_runs_of_its_sql_are_on_a_page_of_their_own(cleo, db):
    runs = [ask("select ?", (value,)).statement for value in ("a", "b", "a")]
    page = cleo.get(f"/audit/{runs[0].pk}/runs/").content.decode()
    assert re.findall('<td class="values">([^<]*)<', page) == ["the same", "others", "the same"]


def test_all_runs_come_page_by_page(cleo, monkeypatch):
    monkeypatch.setattr("querylog.audit.statement.alike.PAGE", 2)
    runs = [ask("select 1").statement for _ in range(3)]
    address = f"/audit/{runs[0].pk}/runs/"
    first = cleo.get(address)
    rest = cleo.get(address + older(first))
    on_page = [re.findall(r'class="when"><a href="/audit/([^/]*)/', page.content.decode()) for page in (first, rest)]
    assert on_page == [[str(runs[2].pk), str(runs[1].pk)], [str(runs[0].pk)]]


# ------------------------------------------------------------------ elsewhere


@pytest.mark.parametrize(
    ("account", "host", "ui", "page"),
    [
        ("MYORG-my_account", "", "", "https://app.snowflake.com/myorg/my_account/#/compute/history/queries/01-a/profile"),
        ("xy12345.eu-west-1", "", "", "https://app.snowflake.com/eu-west-1/xy12345/#/compute/history/queries/01-a/profile"),
        ("portico", "127.0.0.1", "", ""),
        ("portico", "", "", ""),
        ("portico", "127.0.0.1", "https://snow.example.com/a/b/", "https://snow.example.com/a/b/#/compute/history/queries/01-a/profile"),
    ],
)  # fmt: skip
def test_the_profile_in_snowflake_is_where_the_account_or_the_setting_says(settings, account, host, ui, page):
    settings.SNOWFLAKE, settings.SNOWFLAKE_UI = {"account": account, "host": host}, ui
    assert profile_of("01-a") == page


def test_the_page_leads_to_the_profile_in_snowflake(cleo, base, settings):
    settings.SNOWFLAKE_UI = "https://app.snowflake.com/myorg/mine"
    assert f'href="https://app.snowflake.com/myorg/mine/#/compute/history/queries/{base.query_id}/profile"' in page_of(
        cleo, base
    )


@pytest.mark.parametrize("way", [{"headers": {"X-Panel": "1"}}, {"data": {"panel": "1"}}])
def test_a_panel_has_the_same_facts_without_the_frame(cleo, base, way):
    page = cleo.get(f"/audit/{base.pk}/", **way)
    markup = page.content.decode()
    assert str(base.pk) in markup
    assert "<html" not in markup
    assert "X-Panel" in page.headers["Vary"]


def test_a_page_costs_the_same_few_queries_however_large_its_tree_is(cleo, base, django_assert_max_num_queries):
    for one in slices_of(base, 30):
        record(Kind.DOWNLOADED, user_id=8, name="Ben", statement=one, visual="top", format="csv", stage="begun")
    with django_assert_max_num_queries(24):
        cleo.get(f"/audit/{base.pk}/")
