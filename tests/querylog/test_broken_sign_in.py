"""One team's Snowflake user can't sign in: the keeper looks after the statements of all others as ever."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from querylog import door, keeper, log, recovery
from querylog.models import Mark, Purpose, State, Statement
from querylog.warehouse import hang_up
from tests.querylog.asking import ANA, FOREVER, as_kept, unheard_of
from tests.querylog.conftest import Place

pytestmark = pytest.mark.django_db

# Where both are looked after, the broken one is the first.
BROKEN, SOUND = replace(ANA, team="Partner audiences"), replace(ANA, team="Shopper insights")


@pytest.fixture
def breaks(shared_place: Place, settings) -> Callable[[], None]:
    """Two teams that have a Snowflake user each, until one of these has another password."""
    shared_place.users(AUDIENCES={"password": "a"}, INSIGHTS={"password": "b"})
    own = {**settings.SNOWFLAKE, "token": "", "private_key_file": ""}
    settings.SNOWFLAKE_TEAMS = {
        BROKEN.team: {**own, "user": "AUDIENCES", "password": "a"},
        SOUND.team: {**own, "user": "INSIGHTS", "password": "b"},
    }

    def now() -> None:
        shared_place.users(AUDIENCES={"password": "another"})
        hang_up()

    return now


def test_what_was_closed_to_somebody_of_another_team_is_stopped(breaks):
    runs = [door.submit(FOREVER, asker=asker, purpose=Purpose.BASE) for asker in (BROKEN, SOUND)]  # no grant is there
    breaks()
    keeper.attend()
    keeper.attend()
    assert [as_kept(each).state for each in runs] == [State.SUBMITTED, State.CANCELLED]


def test_what_was_never_sent_for_another_team_comes_to_its_end(breaks):
    sent = [_written(unheard_of(), asker) for asker in (BROKEN, SOUND)]
    breaks()
    assert _recover().never_sent == 1
    assert [as_kept(each).state for each in sent] == [State.INTENDED, State.LOST]


def test_the_next_recovery_begins_at_what_could_not_be_asked_for(breaks):
    runs = door.submit(FOREVER, asker=BROKEN, purpose=Purpose.BASE)
    breaks()
    _recover()
    assert Mark.objects.get(pk=recovery.TO_THE_END).value <= str(runs.pk)


def _written(sql: str, asker) -> Statement:
    """A row as a process leaves it that is killed between writing it and sending."""
    return log.intend(sql, (), asker=asker, purpose=Purpose.BASE, press=None, parent=None, part="")


def _recover() -> recovery.Recovered:
    return recovery.recover(younger_than=timedelta(0))
