"""Old months are taken out as a whole: their seals stay, and who did it is on record."""

import io
from datetime import UTC, datetime

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from querylog import log, seals
from querylog.ids import id_at
from querylog.models import Event, Hold, Kind, Purpose, Seal, State, Statement
from tests.conftest import act_as
from tests.querylog.asking import ANA, other_server
from tests.querylog.conftest import connected_to
from tests.querylog.test_seals import found, tampering, verified
from tests.web import fresh_database

NAME = "portico_old_log"
LONG_AGO = datetime(2024, 1, 15, tzinfo=UTC)


@pytest.fixture
def old_log(django_db_setup, django_db_blocker, settings):
    """A log with a row of January 2024, sealed, and one of now."""
    settings.LOG_RETENTION_MONTHS = 13
    fresh_database(NAME)
    with django_db_blocker.unblock(), connected_to(NAME):
        act_as(None)
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("select querylog_add_month('2024-01-15')")
        for moment in (LONG_AGO, None):
            a_row(moment)
        seals.now()
        yield
        connection.close()
        connection.close_pool()
        act_as("portico_app")
    with psycopg.connect(other_server("postgres"), autocommit=True) as server:
        server.execute(f"drop database {NAME} with (force)")


def a_row(moment: datetime | None) -> None:
    identity = id_at(moment.timestamp()) if moment else None
    about = {"asker": ANA, "purpose": Purpose.SLICE, "press": None, "parent": None, "part": ""}
    log.ended(log.intend("select 1", (), **about, identity=identity), State.FINISHED, query_id="01", rows=1)


def dropped(before: str = "2024-02", by: str = "Dev") -> str:
    out = io.StringIO()
    call_command("droplog", "--before", before, "--by", by, stdout=out)
    return out.getvalue()


def refused(*options: str) -> str:
    with pytest.raises(CommandError) as caught:
        dropped(*options)
    return str(caught.value)


def test_an_old_month_is_taken_out_whole(old_log):
    assert dropped() == "2024-01 is taken out: 3 rows. Its seals stay.\n"
    assert Statement.objects.count() == 1
    assert Seal.objects.filter(stretch="2024-01").exists()


def test_who_did_it_is_on_record(old_log):
    dropped()
    event = Event.objects.get(kind=Kind.DROPPED)
    assert (event.person_name, event.facts["month"]) == ("Dev", "2024-01")
    assert event.facts["rows"] == {"statement": 1, "submission": 1, "ending": 1, "event": 0}


def test_the_log_is_whole_without_it_and_says_that_it_is_gone(old_log):
    dropped()
    seals.now()
    assert "2024-01 was taken out on" in (said := verified())
    assert "by Dev." in said
    assert "The log is whole" in said


def test_a_month_that_is_gone_with_nobody_on_record_is_found(old_log):
    with tampering() as cursor:
        for table in ("statement", "submission", "ending", "event"):
            cursor.execute(f"drop table querylog_{table}_2024_01")
    assert "The month 2024-01 is missing, and nobody is on record for having taken it out." in found()


def test_what_the_rule_keeps_is_kept(old_log):
    assert "Rows are kept for 13 months" in refused("2999-01")


def test_without_a_rule_nothing_is_taken_out(old_log, settings):
    settings.LOG_RETENTION_MONTHS = 0
    assert "Nothing is taken out while LOG_RETENTION_MONTHS is 0" in refused()


def test_a_month_with_rows_under_no_seal_is_kept(old_log):
    a_row(LONG_AGO)
    assert "2024-01 has rows that are under no seal yet. Run manage.py sealog first." in refused()


def test_a_log_that_is_not_whole_is_kept_as_it_is(old_log):
    with tampering() as cursor:
        cursor.execute("update querylog_statement set team = 'x'")
    assert "Nothing was taken out, because the log is not whole: The row" in refused()


def test_the_webs_own_role_may_not(old_log):
    act_as("portico_app")
    assert "Only the owner of the tables may take a month out" in refused()


def hold(**months: str) -> Hold:
    return Hold.objects.create(name="Case 12", why="The court asked.", by="cleo", **months)


@pytest.mark.parametrize(
    "months", [{}, {"first": "2024-01"}, {"last": "2024-01"}, {"first": "2023-11", "last": "2024-02"}]
)
def test_a_month_under_a_legal_hold_stays_and_the_hold_is_named(old_log, months):
    hold(**months)
    assert "Nothing was taken out. 2024-01 stays: it is under the legal hold “Case 12” of " in refused()
    assert Statement.objects.count() == 2


@pytest.mark.parametrize("months", [{"first": "2024-02"}, {"last": "2023-12"}])
def test_a_hold_over_other_months_keeps_none_of_this_one(old_log, months):
    hold(**months)
    assert "2024-01 is taken out" in dropped()


def test_a_released_hold_keeps_nothing(old_log):
    made = hold()
    made.released_at = timezone.now()
    made.save()
    assert "2024-01 is taken out" in dropped()


def test_months_beside_a_held_one_are_taken_out(old_log):
    with connection.cursor() as cursor:
        cursor.execute("select querylog_add_month('2024-02-15')")
    hold(last="2024-01")
    said = dropped("2024-03")
    assert "2024-02 is taken out: 0 rows" in said
    assert "2024-01 stays: it is under the legal hold “Case 12”" in said
