"""A query that waits in the queue when its report is taken away sends nothing, however it was taken."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.access.models import Grant, User
from portal.access.rights import still_open
from portal.catalog.models import Entry
from querylog.models import State, Submission
from querylog.permission import NO_LONGER_OPEN
from tests.conftest import REPORT
from tests.portal.sign_in.test_leaving import queued  # noqa: F401
from tests.querylog.asking import as_kept
from tests.querylog.conftest import committed, database_of_its_own  # noqa: F401
from tests.querylog.test_jobs import work_it_off


def revoked() -> None:
    Grant.objects.filter(report=REPORT).delete()


def past_its_end() -> None:
    Grant.objects.filter(report=REPORT).update(until=timezone.localdate() - timedelta(days=1))


def archived() -> None:
    Entry.objects.update_or_create(slug=REPORT, defaults={"title": "x", "archived": True})


@pytest.fixture
def as_it_was(committed):  # noqa: F811
    yield
    Grant.objects.all().delete()
    Entry.objects.filter(slug=REPORT).delete()


@pytest.mark.parametrize("ends", [revoked, past_its_end, archived])
def test_a_job_that_was_queued_before_the_grant_ended_sends_nothing(committed, as_it_was, queued, ends):  # noqa: F811
    ana = User.objects.get(username="ana")
    waiting = queued(ana)
    assert still_open(ana.pk, REPORT, waiting.team)
    ends()
    work_it_off(committed)
    kept = as_kept(waiting)
    assert (kept.state, kept.ending.error) == (State.CANCELLED, NO_LONGER_OPEN)
    assert not Submission.objects.filter(statement=waiting).exists()
