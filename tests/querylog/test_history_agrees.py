"""Snowflake's own history and the log, side by side: neither knows a statement that the other does not."""

from uuid import uuid4

import pytest

from querylog import door
from querylog.asker import Asker
from querylog.errors import StatementFailed
from querylog.models import Purpose, State, Statement
from tests.querylog.asking import FOREVER, as_kept, ask, history, submit

pytestmark = pytest.mark.django_db

STATES = {"SUCCESS": {State.FINISHED}, "FAIL": {State.FAILED, State.CANCELLED}, "RUNNING": {State.SUBMITTED}}


@pytest.fixture
def report() -> str:
    """A report of this test alone, so that its statements can be told from all others by their tag."""
    return f"agreement-{uuid4()}"


def a_mixed_session(report: str) -> None:
    """A press of Refresh with slices, a list of options, an export, two that fail, one that is cancelled."""
    asker = Asker(user_id=1, name="Ana Moreno", team="Shopper insights", report=report)
    common = {"asker": asker, "press": uuid4()}
    base = door.wait(submit("select department, brand from baskets limit 1000", **common), patience=10)
    on_it = f"from table(result_scan('{base.query_id}'))"
    for part in ("over_time", "top"):
        ask(f"select count(*) as n {on_it} where ? = ?", (part, part), parent=base, part=part, **common)
    ask("select distinct department from baskets", purpose=Purpose.OPTIONS, **common)
    door.fetch(base)
    with pytest.raises(StatementFailed):
        ask("select no_such_column from baskets", **common)
    door.wait(submit("select 1 / 0", **common), patience=10)
    door.cancel(submit(FOREVER, **common))


def snowflakes(report: str) -> dict[str, dict]:
    return {row["QUERY_ID"]: row for row in history("QUERY_TAG like ?", f'%"report":"{report}"%')}


def ours(report: str) -> dict[str, Statement]:
    return {each.query_id: as_kept(each) for each in Statement.objects.filter(report=report)}


def test_every_statement_is_in_both_and_none_is_in_one_alone(report):
    a_mixed_session(report)
    assert len(ours(report)) == Statement.objects.filter(report=report).count() == 9
    assert snowflakes(report).keys() == ours(report).keys()


def test_both_have_the_same_text_and_tag_of_every_statement(report):
    a_mixed_session(report)
    kept = ours(report)
    for query_id, row in snowflakes(report).items():
        assert (row["QUERY_TEXT"], row["QUERY_TAG"]) == (kept[query_id].sql, kept[query_id].tag)


def test_both_say_the_same_of_how_every_statement_ended(report):
    a_mixed_session(report)
    kept = ours(report)
    for query_id, row in snowflakes(report).items():
        assert kept[query_id].state in STATES[row["EXECUTION_STATUS"]]
        assert kept[query_id].rows in (None, row["ROWS_PRODUCED"])


def test_nothing_was_sent_that_carries_no_tag_of_ours(report):
    before = {row["QUERY_ID"] for row in history("QUERY_TAG = ''")}
    a_mixed_session(report)
    strangers = [row for row in history("QUERY_TAG = ''") if row["QUERY_ID"] not in before]
    assert all("QUERY_HISTORY" in row["QUERY_TEXT"] for row in strangers)  # the tests' own questions
