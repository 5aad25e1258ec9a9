"""The log summed up by day: each statement once, in the day that its id begins with, and anew when that changes."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from querylog.models import DayTally, TableTally, Tally
from querylog.usage import tallies
from querylog.usage.days import due, today
from querylog.usage.taking import keep_bytes, keep_credits
from tests.querylog.usage.past import ANA, BEN, ago, asked, tallied

pytestmark = pytest.mark.django_db


def test_a_day_is_summed_up_by_person_team_report_purpose_and_end():
    asked(ago(1), times=3, rows=5, seconds=2, scanned=100, credits="0.25")
    asked(ago(1), times=2, purpose="slice", rows=1, seconds=0.05)
    asked(ago(1), status="failed", person=BEN)
    tallied(ago(1))
    base = Tally.objects.get(person_id=ANA, purpose="base")
    assert (base.statements, base.rows, base.seconds, base.status) == (3, 15, 6, "finished")
    assert (base.measured, base.bytes, base.attributed, base.credits) == (3, 300, 3, Decimal("0.75"))
    assert (base.attributed_seconds, base.short) == (6, 0)
    assert Tally.objects.get(purpose="slice").short == 2
    assert Tally.objects.get(person_id=BEN).status == "failed"


@pytest.mark.parametrize("status", ["intended", "submitted"])
def test_what_has_not_ended_is_there_as_far_as_it_has_come(status):
    asked(ago(0), status=status)
    tallied(ago(0))
    assert Tally.objects.get().status == status


def test_midnight_in_utc_parts_two_days():
    asked(ago(2), hour=23)
    asked(ago(1), hour=0)
    tallied(ago(2), ago(1))
    assert [(each.day, each.statements) for each in Tally.objects.order_by("day")] == [(ago(2), 1), (ago(1), 1)]


def test_each_table_that_a_text_names_is_counted_for_who_asked():
    asked(ago(1), times=2, tables=("LOYALTY.BASKETS", "LOYALTY.COUPONS"))
    tallied(ago(1))
    assert list(TableTally.objects.order_by("table").values_list("person_id", "table", "statements")) == [
        (ANA, "LOYALTY.BASKETS", 2),
        (ANA, "LOYALTY.COUPONS", 2),
    ]


def test_a_persons_hours_are_kept_as_bits():
    asked(ago(1), hour=9)
    asked(ago(1), hour=17)
    tallied(ago(1))
    assert DayTally.objects.get().hours == 1 << 9 | 1 << 17


def test_a_day_that_is_tallied_again_is_not_counted_twice():
    asked(ago(1))
    tallied(ago(1))
    asked(ago(1))
    tallied(ago(1))
    assert Tally.objects.get().statements == 2
    assert TableTally.objects.get().statements == 2


def test_three_days_are_always_due_and_older_ones_once():
    asked(ago(5))
    tallied()
    assert due() == [ago(0), ago(1), ago(2)]


@pytest.mark.parametrize("keep", [lambda ids: keep_bytes({ids[0]: 7}), lambda ids: keep_credits({ids[0]: Decimal(1)})])
def test_an_older_day_is_due_again_when_more_is_known_of_what_it_used(keep):
    ids = asked(ago(5))
    tallied()
    keep(ids)
    assert ago(5) in due()
    tallied()
    assert ago(5) not in due()
    keep(ids)  # says nothing new
    assert ago(5) not in due()


def test_the_keeper_does_so_many_days_at_once_the_newest_first(monkeypatch):
    asked(ago(40))
    monkeypatch.setattr(tallies, "AT_ONCE", 4)
    tallies.run()
    assert due()[3] == ago(4)


def told(*given: str) -> str:
    out = StringIO()
    call_command("tallylog", *given, stdout=out)
    return out.getvalue()


def test_the_command_says_how_far_it_is():
    asked(ago(1))
    assert f"{ago(1)}: 2 of 2\n2 days are tallied." in told("--since", str(ago(1)))
    assert Tally.objects.get().statements == 1


@pytest.mark.parametrize(
    ("since", "words"), [("soon", "is no day"), (str(today() + timedelta(days=3)), "is still to come")]
)
def test_the_command_takes_no_day_that_is_none(since, words):
    with pytest.raises(CommandError, match=words):
        told("--since", since)


OTHER_DAYS = """
    INSERT INTO querylog_statement (id, intended_at, asked_by_name, team, report, part, purpose, text_id, reads, binds)
    SELECT {id}, now(), 'x', 'x', 'other', '', 'slice', (SELECT max(id) FROM querylog_sqltext), '{{}}', '[]'
    FROM generate_series(1, 20000) n;
    INSERT INTO querylog_ending (statement_id, status, at, error) SELECT {id}, 'finished', now(), ''
    FROM generate_series(1, 20000) n;
""".format(
    id="(left(querylog_first_id(now() - n % 20 * interval '1 day')::text, 13) || '-7000-8000-' "
    "|| lpad(to_hex(n), 12, '0'))::uuid"
)


def test_a_day_is_read_by_the_range_of_its_ids():
    asked(ago(20))
    asked(ago(0))
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as seen:
        cursor.execute(OTHER_DAYS)
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("ANALYZE querylog_statement, querylog_ending")
        cursor.execute("SET LOCAL ROLE portico_app")
        tallies.tally_day(ago(0))
        sums = [each["sql"] for each in seen.captured_queries if "INSERT INTO querylog_tally" in each["sql"]]
        cursor.execute("EXPLAIN " + sums[0])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on querylog_statement" not in plan
    assert "Seq Scan on querylog_ending" not in plan
