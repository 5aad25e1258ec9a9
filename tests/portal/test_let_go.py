"""Once a day the keeper lets go of what nobody needs any more, and of nothing else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.access.guard import viewer_for
from querylog.keeper import A_DAY, DUTIES
from querylog.models import Event, Kind, Shared, Statement
from reports import registry
from reports.run.models import Part, Run
from reports.run.press import refresh
from tests.conftest import REPORT


def a_day_later() -> None:
    for duty in DUTIES:
        if duty.every == A_DAY:
            duty.do()


@pytest.fixture
def run(people) -> Run:
    viewer = viewer_for(people["ana"], REPORT)
    return refresh(registry.get(REPORT), {}, viewer=viewer)


def aged(row: Any, days: int, field: str) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**{field: timezone.now() - timedelta(days=days)})


def test_a_session_that_is_over_goes_and_one_that_is_not_stays(ana, ben):
    over, stays = ana.session.session_key, ben.session.session_key
    Session.objects.filter(pk=over).update(expire_date=timezone.now() - timedelta(minutes=1))
    a_day_later()
    assert list(Session.objects.values_list("pk", flat=True)) == [stays]


def test_a_press_of_refresh_goes_after_a_week_with_its_parts(run):
    aged(run, 8, "started_at")
    a_day_later()
    assert not Run.objects.exists()
    assert not Part.objects.exists()


def test_its_statements_and_what_was_pressed_stay_in_the_log(run):
    asked = Statement.objects.filter(press=run.pk).count()
    aged(run, 8, "started_at")
    a_day_later()
    assert Statement.objects.filter(press=run.pk).count() == asked > 0
    assert Event.objects.filter(kind=Kind.PRESSED, facts__press=str(run.pk)).exists()


def test_a_press_of_this_week_stays(run):
    aged(run, 6, "started_at")
    a_day_later()
    assert Run.objects.filter(pk=run.pk).exists()


def test_the_page_of_a_press_that_is_gone_opens_as_if_without_it(ana, run):
    aged(run, 8, "started_at")
    a_day_later()
    page = ana.get(f"/reports/{REPORT}/", {"run": str(run.pk)})
    assert page.status_code == 200
    assert page.context["back_to"] is None


def test_of_what_is_shared_only_that_stays_whose_result_may_be_stored(db):
    old = Shared.objects.create(fingerprint=b"old", statement_id=uuid4(), at=timezone.now() - timedelta(days=3))
    new = Shared.objects.create(fingerprint=b"new", statement_id=uuid4(), at=timezone.now() - timedelta(hours=20))
    a_day_later()
    assert old not in (left := list(Shared.objects.all()))
    assert new in left
