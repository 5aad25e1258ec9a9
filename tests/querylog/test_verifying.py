"""That the log was verified is on record, and the keeper does so by itself each night."""

from datetime import timedelta

import pytest
from django.utils import timezone

from querylog import seals, verifying
from querylog.models import Event, Kind, Seal
from tests.querylog.test_seals import found, sealed, sealed_log, some_rows, tampering, verified  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("sealed")


def verifications() -> list[dict]:
    return [event.facts for event in Event.objects.filter(kind=Kind.VERIFIED).order_by("pk")]


def alerts() -> list[str]:
    return [event.facts["sentence"] for event in Event.objects.filter(kind=Kind.ALERT).order_by("pk")]


def change_a_row() -> None:
    with tampering() as cursor:
        cursor.execute("update querylog_ending set rows = 99 where rows = 3")


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_verification_is_on_record_with_what_it_was_over():
    verified()
    (facts,) = verifications()
    assert {name: facts[name] for name in ("since", "until", "seals", "rows", "count")} == {
        "since": 1,
        "until": 6,
        "seals": 6,
        "rows": 159,
        "count": 0,
    }
    assert facts["seconds"] > 0


def test_of_a_part_it_is_on_record_from_which_seal_on():
    verified("--since", "5")
    assert (verifications()[0]["since"], verifications()[0]["seals"]) == (5, 2)


def test_what_differs_is_on_record_and_an_alert_once():
    change_a_row()
    for _ in range(2):
        found()
    assert [facts["count"] > 0 for facts in verifications()] == [True, True]
    assert len(alerts()) == len(set(alerts())) > 0
    assert "of ending" in alerts()[0]
    assert "was changed" in alerts()[0]


def test_the_keeper_verifies_everything_at_first_and_once_in_a_night():
    assert verifying.run_due().seals == 6
    assert verifying.run_due() is None


def test_on_the_next_night_it_verifies_what_is_new_and_after_a_week_everything(at):
    day = Seal.objects.latest("number").at
    verifying.run_due()
    some_rows(2)
    seals.now()
    at(day + timedelta(days=3))
    assert verifying.run_due().seals == 0
    at(day + timedelta(days=8))
    assert verifying.run_due().seals == Seal.objects.count()


def test_the_keeper_tells_of_a_changed_row():
    change_a_row()
    verifying.run_due()
    assert alerts()
    assert verifications()[0]["count"] > 0
