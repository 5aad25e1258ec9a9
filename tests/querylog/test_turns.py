"""How much a team may have at once and in a day, and what happens to what is over it."""

import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from querylog import door, turns
from querylog.asker import Asker
from querylog.errors import OverLimit
from querylog.limits import Limits
from querylog.models import Purpose, State, Statement, Turn
from tests.querylog.asking import FOREVER, as_kept, ask, at_once, history, remembered, submit, unheard_of, was_sent


def team_of(name: str = "Offers", **limits: int) -> Asker:
    return Asker(user_id=None, name="Ana Moreno", team=name, report="", limits=Limits(**limits))


ONE = team_of(running=1, waiting=2)


@pytest.mark.django_db
class TestTurns:
    def test_what_is_over_the_limit_waits_and_is_not_sent(self):
        submit(FOREVER, asker=ONE)
        second = submit(unheard_of(), asker=ONE)
        assert (as_kept(second).state, turns.place(second)) == (State.INTENDED, 1)
        assert history("QUERY_TAG = ?", second.tag) == []

    def test_it_stays_waiting_while_the_first_runs(self):
        submit(FOREVER, asker=ONE)
        second = submit(unheard_of(), asker=ONE)
        assert door.look(second).state == State.INTENDED
        assert turns.place(second) == 1

    def test_it_is_sent_when_its_turn_has_come(self):
        first = submit(FOREVER, asker=ONE)
        second = submit("select 5 as n", asker=ONE)
        door.cancel(first)
        assert door.wait(second, patience=5).state == State.FINISHED
        assert door.fetch(second).to_pydict() == {"N": [5]}

    def test_it_is_sent_as_it_was_asked_with_its_values_and_their_types(self):
        values = ("Robert'); --", 42, 1.5, None, True, Decimal("12.30"), date(2026, 11, 16), b"\xca\xfe")
        moment = datetime(2026, 11, 16, 8, 30, tzinfo=timezone(timedelta(hours=1)))
        sql = f"select {', '.join('?' for _ in [*values, moment])}"
        first = submit(FOREVER, asker=ONE)
        waited = submit(sql, (*values, moment), asker=ONE)
        door.cancel(first)
        door.wait(waited, patience=5)
        at_once_answer = ask(sql, (*values, moment))
        assert door.fetch(waited).to_pylist() == at_once_answer.table.to_pylist()
        assert remembered(waited)["QUERY_TEXT"] == sql

    def test_first_come_first_served(self):
        first = submit(FOREVER, asker=ONE)
        second, third = submit("select 2", asker=ONE), submit("select 3", asker=ONE)
        assert (turns.place(second), turns.place(third)) == (1, 2)
        door.cancel(first)
        assert door.look(third).state == State.INTENDED
        assert door.look(second).state != State.INTENDED

    def test_a_full_queue_says_which_limit_and_whom_to_ask(self):
        submit(FOREVER, asker=ONE)
        submit("select 2", asker=ONE)
        submit("select 3", asker=ONE)
        sql = unheard_of()
        with pytest.raises(OverLimit, match=r"Offers runs 1 queries at once and 2 more are waiting.*ask an admin"):
            submit(sql, asker=ONE)
        assert not was_sent(sql)
        assert not Statement.objects.filter(text__sql=sql).exists()

    def test_another_team_is_not_in_the_way(self):
        submit(FOREVER, asker=ONE)
        other = submit("select 2", asker=team_of("Partners", running=1, waiting=0))
        assert door.wait(other, patience=5).state == State.FINISHED

    def test_a_slice_needs_no_turn(self):
        submit(FOREVER, asker=ONE)
        assert ask("select 1", asker=ONE).statement.state == State.FINISHED

    def test_what_has_ended_makes_room(self):
        door.wait(submit("select 1", asker=ONE), patience=5)
        assert not Turn.objects.exists()

    def test_what_waits_can_be_taken_out_and_is_never_sent(self):
        submit(FOREVER, asker=ONE)
        second = submit(unheard_of(), asker=ONE)
        assert door.cancel(second).state == State.CANCELLED
        assert "taken out of the queue before it was sent" in as_kept(second).error
        assert history("QUERY_TAG = ?", second.tag) == []

    def test_who_lost_the_report_while_she_waited_gets_nothing_sent(self, people):
        ana = Asker(
            user_id=people["ana"].pk, name="ana", team="Offers", report="category-performance", limits=ONE.limits
        )
        first = submit(FOREVER, asker=ONE)
        second = submit(unheard_of(), asker=ana)
        people["ana"].teams.clear()
        door.cancel(first)
        door.look(second)
        assert as_kept(second).state == State.CANCELLED
        assert "closed to you while its query ran" in as_kept(second).error
        assert history("QUERY_TAG = ?", second.tag) == []


@pytest.mark.django_db
class TestTheDay:
    def test_a_team_that_has_used_up_its_day_is_told(self):
        day = team_of(day_seconds=1)
        ask("select system$wait(1)", asker=day)
        sql = unheard_of()
        with pytest.raises(OverLimit, match=r"Offers has used the 1 seconds of warehouse time that it has for a day"):
            submit(sql, asker=day)
        assert not was_sent(sql)

    def test_another_teams_time_does_not_count(self):
        ask("select system$wait(1)", asker=team_of("Partners"))
        assert door.wait(submit("select 1", asker=team_of(day_seconds=1)), patience=5).state == State.FINISHED

    def test_a_statement_of_a_team_ends_at_the_teams_own_limit(self):
        slow = submit(FOREVER, asker=team_of(statement_seconds=1))
        assert "took too long and was stopped" in door.wait(slow, patience=10).error


@pytest.mark.django_db
class TestBytes:
    def test_a_query_that_would_read_too_much_is_not_sent(self):
        little = team_of(base_bytes=1000)
        sql = "select household_id, sum(sales_value) as sales from baskets group by 1"
        with pytest.raises(
            OverLimit, match=r"This would read \d.* [MG]B, and Offers may have 1\.0 kB read at once\. Choose fewer"
        ):
            submit(sql, asker=little)
        assert not Statement.objects.filter(text__sql=sql).exists()

    def test_the_plan_is_asked_for_on_record(self):
        much = team_of(base_bytes=10**15)
        door.wait(submit("select count(*) from baskets", asker=much), patience=10)
        assert [each.purpose for each in Statement.objects.order_by("pk")] == [Purpose.EXPLAIN, Purpose.BASE]

    def test_without_a_limit_no_plan_is_asked_for(self):
        submit("select count(*) from baskets", asker=team_of())
        assert not Statement.objects.filter(purpose=Purpose.EXPLAIN).exists()


@pytest.mark.usefixtures("committed")
class TestAtOnce:
    def test_of_many_that_come_at_once_no_more_run_than_may(self):
        asker = team_of(f"crowd {time.time()}", running=2, waiting=50)
        sent = at_once(10, lambda: submit("select system$wait(60)", asker=asker))
        assert Turn.objects.filter(team=asker.team, call__isnull=True).count() == 2
        for statement in sent:
            door.cancel(Statement.objects.get(pk=statement.pk))

    def test_what_many_look_at_once_when_its_turn_comes_is_sent_once(self):
        asker = team_of(f"crowd {time.time()}", running=1, waiting=50)
        first, second = submit(FOREVER, asker=asker), submit(unheard_of(), asker=asker)
        door.cancel(first)
        at_once(8, lambda: door.look(Statement.objects.get(pk=second.pk)))
        door.wait(second, patience=5)
        assert len(history("QUERY_TAG = ?", second.tag)) == 1
