"""One process answers many people on many threads, and mixes up none of them."""

import os

import pytest
from django.db.models import F, QuerySet
from django.test import override_settings

from querylog.models import Statement
from tests.canaries.cast import HAVE_REPORTS, SEES
from tests.canaries.crowd import Crowd

SHORT, LONG = 400, int(os.environ.get("CANARY_CALLBACKS", "100000"))


@pytest.fixture(scope="module")
def crowd(people) -> Crowd:
    """A result of her own for each: nobody is served by the one of another."""
    with override_settings(FRESH_SECONDS=0):
        return Crowd(people, HAVE_REPORTS)


def test_alone_everybody_is_told_what_is_hers(crowd):
    """Without this, the others would hold though all were told the same, or nothing."""
    assert len(set(crowd.bases.values())) == len(HAVE_REPORTS)
    for call, (status, markers, whose, named) in crowd.alone.items():
        assert status == 200, call
        assert whose == ((call.person,) if call.kind in ("watch", "figure", "rows") else ())
        assert {each for each, _ in markers} == (SEES[call.person] if _shows_rows(call) else set()), call
        assert (call.person in named) == (call.kind == "page")


def _shows_rows(call) -> bool:
    return call.kind in ("list", "rows") or (call.kind == "figure" and b"headline" not in call.body[:200])


def test_at_once_everybody_is_told_the_same_as_alone(crowd):
    tally = crowd.call_at_once(SHORT)
    assert tally.answers.total() == SHORT
    assert tally.mistakes == []


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_callbacks_at_once_mix_up_nobody(crowd):
    tally = crowd.call_at_once(LONG)
    print(f"\n{tally}")
    assert tally.mistakes == []
    assert _of_anothers_result(crowd) == 0


def test_the_log_has_everybody_read_her_own_result(crowd):
    crowd.call_at_once(SHORT // 4)
    assert _slices(crowd).count() > 1
    assert _of_anothers_result(crowd) == 0


def _slices(crowd: Crowd) -> QuerySet[Statement]:
    return Statement.objects.filter(purpose="slice", intended_at__gte=crowd.began)


def _of_anothers_result(crowd: Crowd) -> int:
    """How many slices read a result that was asked for by somebody else."""
    return _slices(crowd).exclude(parent__asked_by_id=F("asked_by_id")).count()
