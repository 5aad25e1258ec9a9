"""The same question, asked again: one statement answers all who may see the same."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from querylog import door, sharing
from querylog.asker import Asker
from querylog.errors import LogUnavailable, OverLimit, StatementFailed
from querylog.limits import Limits
from querylog.models import Event, Kind, Purpose, State, Statement
from querylog.sharing import How, Shared
from tests.querylog.asking import at_once, history, unheard_of
from tests.querylog.test_door import a_role_that_may_not_write

ANA = Asker(user_id=7, name="Ana Moreno", team="Offers", report="category-performance")
BEA = Asker(user_id=8, name="Bea Kim", team="Offers", report="category-performance")
HOUR = timedelta(hours=1)


def press(sql: str, binds=(), *, asker: Asker = ANA, fresh: timedelta = HOUR, **more) -> Shared:
    about = {"asker": asker, "purpose": Purpose.BASE, "press": uuid4(), "part": "sales", "fresh": fresh}
    return sharing.submit(sql, binds, **{**about, **more})


def finished(shared: Shared) -> Shared:
    assert door.wait(shared.statement, patience=10).state == State.FINISHED
    return shared


@pytest.mark.django_db
class TestSharing:
    def test_what_nobody_asked_is_sent(self):
        assert press(unheard_of()).how == How.SENT

    def test_what_runs_is_joined(self):
        sql = f"{unheard_of()}, system$wait(2)"
        first, second = press(sql), press(sql, asker=BEA)
        assert (second.how, second.statement) == (How.JOINED, first.statement)
        assert len(history("QUERY_TEXT = ?", sql)) == 1

    def test_a_fresh_result_is_reused(self):
        sql = unheard_of()
        first, second = finished(press(sql)), press(sql, asker=BEA)
        assert (second.how, second.statement) == (How.REUSED, first.statement)
        assert len(history("QUERY_TEXT = ?", sql)) == 1

    def test_who_was_served_by_anothers_statement_is_on_record(self):
        sql = unheard_of()
        first = finished(press(sql))
        again = uuid4()
        press(sql, asker=BEA, press=again)
        event = Event.objects.get(kind=Kind.REUSED)
        assert (event.person_name, event.report, event.statement) == ("Bea Kim", BEA.report, first.statement)
        assert event.facts == {"press": str(again), "part": "sales", "how": "reused"}

    def test_a_result_that_is_no_longer_fresh_is_asked_anew(self):
        sql = unheard_of()
        first, second = finished(press(sql)), press(sql, fresh=timedelta(0))
        assert second.how == How.SENT
        assert second.statement != first.statement

    def test_who_wants_it_anew_gets_it_anew(self):
        sql = unheard_of()
        finished(press(sql))
        assert press(sql, anew=True).how == How.SENT

    def test_after_that_the_newer_result_serves(self):
        sql = unheard_of()
        finished(press(sql))
        newer = finished(press(sql, anew=True))
        assert press(sql).statement == newer.statement

    def test_other_values_are_another_question(self):
        finished(press("select ? as n", (1,)))
        assert press("select ? as n", (2,)).how == How.SENT

    def test_values_of_another_type_are_another_question(self):
        finished(press("select ? as n", (1,)))
        assert press("select ? as n", ("1",)).how == How.SENT

    @pytest.mark.parametrize("other", [{"policy": "only DELI"}, {"team": "Partners"}])
    def test_who_may_see_something_else_is_not_served(self, other):
        sql = unheard_of()
        finished(press(sql))
        stranger = Asker(**{"user_id": 9, "name": "Cy", "team": "Offers", "report": "", **other})
        assert press(sql, asker=stranger).how == How.SENT

    def test_what_failed_is_asked_again(self):
        sql = f"{unheard_of()}, 1 / 0"
        failed = press(sql)
        door.wait(failed.statement, patience=5)
        assert press(sql).how == How.SENT

    def test_what_was_cancelled_is_asked_again(self):
        sql = f"{unheard_of()}, system$wait(60)"
        door.cancel(press(sql).statement)
        assert press(sql).how == How.SENT

    def test_what_snowflake_refused_at_once_is_asked_again(self):
        sql = f"select {uuid4().hex} from no_such_table"
        for _ in range(2):
            with pytest.raises(StatementFailed):
                press_to_its_end(sql)
        assert len(history("QUERY_TEXT = ?", sql)) == 2

    def test_what_the_log_could_not_take_is_in_nobodys_way(self):
        sql = unheard_of()
        a_role_that_may_not_write("querylog_statement")
        with pytest.raises(LogUnavailable):
            press(sql)
        with connection.cursor() as cursor:
            cursor.execute("set local role none")
        assert press(sql).how == How.SENT

    def test_what_was_over_a_limit_is_in_nobodys_way(self):
        sql = unheard_of()
        none = Asker(**{**vars(ANA), "limits": Limits(running=0, waiting=0)})
        with pytest.raises(OverLimit):
            press(sql, asker=none)
        assert press(sql).how == How.SENT


def press_to_its_end(sql: str) -> None:
    statement = door.wait(press(sql).statement, patience=5)
    if statement.state == State.FAILED:
        raise StatementFailed(statement.error)


@pytest.mark.usefixtures("committed")
def test_of_many_who_ask_the_same_at_once_one_asks_snowflake():
    sql = f"{unheard_of()}, system$wait(1)"
    shared = at_once(10, lambda: press(sql))
    assert len({each.statement.pk for each in shared}) == 1
    assert sorted(each.how for each in shared) == [How.JOINED] * 9 + [How.SENT]
    time.sleep(1.2)
    assert len(history("QUERY_TEXT = ?", sql)) == 1


@pytest.mark.usefixtures("committed")
def test_whoever_claimed_a_question_and_was_killed_is_not_waited_for(settings):
    sql = unheard_of()
    fingerprint = sharing._fingerprint(sql, (), ANA)
    assert sharing._claimed(fingerprint, uuid4(), fresh=HOUR, anew=False)
    started = time.monotonic()
    assert press(sql).how == How.SENT
    assert time.monotonic() - started < 2 * sharing.CLAIMED_FOR.total_seconds()
    assert Statement.objects.filter(text__sql=sql).count() == 1
