"""The way breaks after a statement was sent: the log must not say more than is known."""

from collections.abc import Iterator

import pytest

from querylog.errors import WarehouseUnreachable
from querylog.models import State, Statement
from tests.querylog.asking import as_kept, ask, history, submit, unheard_of
from tests.querylog.breaking import Way, way_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(place, settings) -> Iterator[Way]:
    """The portal's own way to the stand-in, with a connection on it already."""
    direct = settings.SNOWFLAKE
    with way_to(place.port) as way:
        settings.SNOWFLAKE = {**direct, "port": way.port}
        ask("select 1")
        yield way
        settings.SNOWFLAKE = direct


@pytest.mark.parametrize("act", [ask, submit])
def test_a_statement_whose_answer_is_lost_is_not_said_to_have_failed(way, act, settings, place):
    sql = unheard_of()
    way.breaks = True
    with pytest.raises(WarehouseUnreachable, match=r"can't be reached\. Try again in a minute"):
        act(sql)
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "port": place.port}
    assert [row["EXECUTION_STATUS"] for row in history("QUERY_TEXT = ?", sql)] == ["SUCCESS"]  # it ran all the same
    assert as_kept(Statement.objects.get(text__sql=sql)).state == State.INTENDED
