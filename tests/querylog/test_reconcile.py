"""The log beside Snowflake's own history: what one has and the other has not is found, and told once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from snowflake.connector import connect

from querylog import door, log, reconcile
from querylog.errors import StatementFailed
from querylog.models import Event, Kind, Purpose, State, Statement
from querylog.reconcile import Comparison
from tests.querylog.asking import FOREVER, ask, intend, submit, unheard_of
from tests.querylog.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(shared_place, monkeypatch) -> Place:
    """A stand-in whose history nobody else writes to; it is compared at once, for a test can't wait for an hour."""
    monkeypatch.setattr(reconcile, "LATE", timedelta(0))
    return shared_place


@pytest.fixture(autouse=True)
def began(place) -> datetime:
    return timezone.now()


@pytest.fixture
def compare(began) -> Callable[[], Comparison]:
    """Compares what this test has asked."""
    return lambda: reconcile.run(began)


def past_the_portal(sql: str, *, tag: str = "", **who: str) -> str:
    """The query ID of a statement that the portal's code has not sent."""
    given = {name: value for name, value in settings.SNOWFLAKE.items() if value}
    with connect(**{**given, **who}, paramstyle="qmark") as snowflake:
        cursor = snowflake.cursor()
        cursor.execute(sql, _statement_params={"QUERY_TAG": tag} if tag else None)
        return str(cursor.sfqid)


def forged(sql: str, *, sent: str = "", tag: str = "", rows: int = 1, **who: str) -> Statement:
    """A statement that the log has, sent by somebody who does as she likes."""
    statement = intend(sql)
    query_id = past_the_portal(sent or sql, tag=tag or statement.tag, **who)
    log.ended(statement, State.FINISHED, query_id=query_id, rows=rows, seconds=0.1)
    return statement


def only(found: Comparison) -> tuple[str, str, str, str]:
    (gap,) = found.gaps
    return (gap.problem, gap.what, gap.ours, gap.theirs)


def alerts() -> list[Event]:
    return list(Event.objects.filter(kind=Kind.ALERT).order_by("pk"))


# ------------------------------------------------------------------ they agree


def test_what_was_asked_through_the_door_is_in_both(compare):
    ask("select 1")
    base = door.wait(submit("select * from values (1), (2)"), patience=5)
    ask(f"select * from table(result_scan('{base.query_id}'))", parent=base)
    with pytest.raises(StatementFailed):
        ask("select no_such_column")
    door.cancel(submit(FOREVER))
    found = compare()
    assert found.gaps == []
    assert found.compared == 6


def test_the_comparison_itself_is_on_record_and_no_gap(compare):
    compare()
    found = compare()
    assert found.gaps == []
    assert Statement.objects.filter(purpose=Purpose.HISTORY).count() == 2
    assert found.compared == 1


def test_what_still_runs_is_left_out(compare):
    running = submit(FOREVER)
    found = compare()
    door.cancel(running)
    assert (found.compared, found.gaps) == (0, [])


def test_a_text_that_is_longer_than_snowflake_keeps_is_the_same(compare):
    ask(f"select '{'x' * 120_000}' as it")
    assert compare().gaps == []


def test_a_reader_who_goes_away_makes_no_difference(compare):
    with door.stream("select 1", asker=reconcile.ASKER, purpose=Purpose.EXPORT):
        pass
    assert compare().gaps == []


def test_a_history_of_many_pages_is_read_to_its_end(compare, monkeypatch):
    monkeypatch.setattr(reconcile, "PAGE", 3)
    for _ in range(7):
        ask("select 1")
    found = compare()
    assert (found.compared, found.gaps) == (7, [])


def test_what_is_too_young_for_snowflakes_history_is_not_compared(compare, monkeypatch):
    past_the_portal("select 1")
    monkeypatch.setattr(reconcile, "LATE", timedelta(hours=1))
    assert compare().compared == 0
    assert alerts() == []


# ------------------------------------------------------------------ they differ


def test_what_only_snowflake_has_is_found_with_its_text(compare):
    query_id = past_the_portal("select 'behind the back'")
    (gap,) = compare().gaps
    assert (gap.problem, gap.query_id, gap.theirs) == ("not in the log", query_id, "select 'behind the back'")


def test_a_tag_that_names_no_statement_of_the_log_hides_nothing(compare):
    for tag in ("", "{", "[]", "null", '{"statement":7}', f'{{"portico":1,"statement":"{uuid4()}"}}'):
        past_the_portal("select 1", tag=tag)
    assert [gap.problem for gap in compare().gaps] == ["not in the log"] * 6


def test_what_others_ask_of_snowflake_is_not_our_business(compare, place):
    place.users(SOMEONE={"password": "else"})
    past_the_portal("select 1", user="SOMEONE", password="else")
    assert compare().gaps == []


def test_what_only_the_log_has_is_found(compare):
    statement = intend("select 1")
    log.ended(statement, State.FINISHED, query_id=str(uuid4()), rows=1)
    (gap,) = compare().gaps
    assert (gap.problem, gap.query_id, gap.statement_id) == ("not in Snowflake", statement.query_id, str(statement.pk))


def test_what_is_on_record_as_lost_may_be_missing_there(compare):
    log.ended(intend("select 1"), State.LOST, query_id=str(uuid4()))
    assert compare().gaps == []


def test_another_text_is_found(compare):
    forged("select 1 as a", sent="select 1 as b")
    assert only(compare()) == ("different", "text", "select 1 as a", "select 1 as b")


def test_two_long_texts_are_shown_from_where_they_part(compare):
    forged(f"select '{'x' * 5000}' as a", sent=f"select '{'x' * 5000}' as b")
    _, _, ours, theirs = only(compare())
    assert (ours[-1], theirs[-1]) == ("a", "b")


def test_another_user_is_found_though_she_is_none_of_the_portals(compare, place):
    place.users(SOMEONE={"password": "else"})
    forged("select 1", user="SOMEONE", password="else")
    assert only(compare()) == ("different", "user", "PORTICO", "SOMEONE")


def test_another_number_of_rows_is_found(compare):
    forged("select * from values (1), (2)", rows=3)
    assert only(compare()) == ("different", "rows", "3", "2")


def test_another_end_is_found(compare):
    statement = intend("select 1")
    log.ended(statement, State.FAILED, query_id=past_the_portal("select 1", tag=statement.tag), error="It failed.")
    assert only(compare()) == ("different", "state", "failed", "SUCCESS")


def test_another_tag_is_found(compare):
    statement = forged("select 1", tag="mine")
    assert only(compare()) == ("different", "tag", statement.tag, "mine")


def test_a_statement_that_ran_and_of_which_the_log_has_no_answer_is_found(compare):
    statement = intend("select 1")
    query_id = past_the_portal("select 1", tag=statement.tag)
    assert {(gap.what, gap.ours, gap.theirs) for gap in compare().gaps} == {
        ("query ID", "", query_id),
        ("state", "intended", "SUCCESS"),
    }


# ------------------------------------------------------------------ what is kept


def test_the_last_comparison_is_kept(compare, began):
    past_the_portal("select 1")
    compare()
    kept = reconcile.last_comparison().facts
    assert (kept["since"], kept["compared"], kept["count"]) == (began.isoformat(), 1, 1)
    assert [gap["problem"] for gap in kept["gaps"]] == ["not in the log"]


def test_a_gap_raises_one_alert_however_often_it_is_met(compare):
    past_the_portal("select 1")
    compare()
    compare()
    assert len(alerts()) == 1
    past_the_portal("select 2")
    compare()
    assert [alert.facts["theirs"] for alert in alerts()] == ["select 1", "select 2"]


def test_an_alert_leads_to_its_statement(compare):
    statement = forged("select 1 as a", sent="select 1 as b")
    compare()
    assert [alert.statement_id for alert in alerts()] == [statement.pk]


def test_the_next_comparison_meets_again_what_still_ran_at_the_last(began, compare, settings):
    settings.STATEMENT_TIMEOUT_SECONDS = 60
    statement = submit("select system$wait(2)")
    compare()
    door.wait(statement, patience=10)
    forgotten = past_the_portal("select 1")
    assert forgotten in {gap.query_id for gap in reconcile.run_next().gaps}
    since = datetime.fromisoformat(reconcile.last_comparison().facts["since"])
    assert since <= statement.intended_at


# ------------------------------------------------------------------ by hand


def run_command(since: datetime) -> tuple[int, str]:
    told = StringIO()
    try:
        call_command("reconcilelog", since=since, stdout=told)
    except SystemExit as ended:
        return int(ended.code or 0), told.getvalue()
    return 0, told.getvalue()


def test_the_command_says_that_they_agree_in_one_sentence(began):
    ask(unheard_of())
    code, told = run_command(began)
    assert code == 0
    assert told.startswith("The log and Snowflake agree on 1 statements from ")


def test_the_command_lists_what_differs_and_says_so_by_its_exit_code(began):
    query_id = past_the_portal("select 'behind the back'")
    code, told = run_command(began)
    assert code == 1
    assert "differ in 1 places" in told
    assert f"{query_id}: \"select 'behind the back'\" ran in Snowflake at" in told


def test_the_command_says_what_to_do_when_nothing_is_old_enough(began, monkeypatch):
    monkeypatch.setattr(reconcile, "LATE", timedelta(hours=1))
    with pytest.raises(CommandError, match="Give an earlier --since"):
        run_command(began)


def test_the_command_takes_no_date_that_is_none():
    with pytest.raises(CommandError, match=r"'yesterday' is no date\. Write it as 2026-11-01"):
        call_command("reconcilelog", "--since", "yesterday")


def test_a_snowflake_that_does_not_answer_is_no_agreement(began, place, fresh_pool, settings):
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "password": "wrong"}
    with pytest.raises(CommandError, match="Nothing was compared") as told:
        run_command(began)
    assert told.value.returncode == 2
    assert reconcile.last_comparison() is None
