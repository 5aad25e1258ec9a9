"""Who is switched off or leaves the team has nothing more: no page, no slice, no file, no answer of a queued job."""

from collections.abc import Callable

import django_rq
import pytest
from django.db import transaction
from django.test import override_settings

from portal.access.demo_people import PEOPLE, make, open_reports
from portal.access.models import Membership, Team, TeamGroup, User
from portal.access.rights import may_open
from querylog import jobs
from querylog.asker import Asker
from querylog.limits import Limits
from querylog.models import State, Submission
from querylog.permission import NO_LONGER_OPEN
from tests.conftest import REPORT
from tests.portal.provisioning.provider import TOKEN, Provider
from tests.querylog.asking import as_kept, submit
from tests.querylog.conftest import committed, database_of_its_own  # noqa: F401
from tests.querylog.test_jobs import work_it_off
from tests.report_page import UPDATE
from tests.reports.embed.conftest import opened_by
from tests.reports.run.test_downloads import address, body, run_of

PAGE = f"/reports/{REPORT}/"


def switched_off(user: User) -> None:
    user.is_active = False
    user.save()


def left_the_team(user: User) -> None:
    Membership.objects.get(user=user).delete()


@override_settings(SCIM_TOKEN=TOKEN)
def switched_off_by_scim(user: User) -> None:
    Provider().patches(f"Users/{user.pk}", {"op": "Replace", "path": "active", "value": "False"})


@override_settings(SCIM_TOKEN=TOKEN)
def taken_out_of_her_group(user: User) -> None:
    """The only one by which she is in the team, so that she stays when it comes and loses the report when it goes."""
    group = Provider().makes_group("insights-readers", str(user.pk))
    with transaction.atomic():
        team = Membership.objects.get(user=user).team
        left_the_team(user)
        TeamGroup.objects.create(team=team, group="insights-readers")
    assert may_open(user, REPORT)
    Provider().patches(f"Groups/{group}", {"op": "remove", "path": f'members[value eq "{user.pk}"]'})


leaving = pytest.mark.parametrize("leaves", [switched_off, left_the_team, switched_off_by_scim, taken_out_of_her_group])


def is_refused(answer) -> bool:
    """Led to sign-in, as nobody, or told that the report is open to others."""
    return answer.status_code == 403 or (answer.status_code == 302 and answer.url.startswith("/sign-in/?next="))


@leaving
def test_the_next_request_is_refused(people, ana, leaves):
    assert ana.get(PAGE).status_code == 200
    leaves(people["ana"])
    assert is_refused(ana.get(PAGE))


@leaving
def test_the_next_slice_of_an_open_page_is_refused(people, ana, leaves):
    page = opened_by(ana)
    page.refresh(department=["DELI"])
    leaves(people["ana"])
    assert is_refused(page.post(UPDATE, page.body("over_time--figure", changed="run.data")))


@leaving
def test_a_link_to_a_file_that_she_kept_is_refused(people, ana, leaves):
    link = address(run_of(people["ana"]))
    assert body(ana.get(link))
    leaves(people["ana"])
    assert is_refused(ana.get(link))


@pytest.fixture
def queued(committed) -> Callable[..., object]:  # noqa: F811
    """A query of hers that waits for its turn behind another one, with a job that watches it."""
    django_rq.get_queue("default").empty()
    for person in PEOPLE:
        make(person)
    User.objects.update(is_active=True)  # whoever a test before this one has switched off
    open_reports([REPORT])
    team = "Shopper insights"

    def queue(user: User):
        asker = Asker(user_id=user.pk, name=user.username, team=team, report=REPORT, limits=Limits(running=1))
        before = Asker(user_id=None, name="", team=team, report="", limits=Limits(running=1))
        jobs.watch(submit("select system$wait(1)", asker=before))
        waiting = submit("select 'for her alone'", asker=asker)
        jobs.watch(waiting)
        return waiting

    return queue


def test_a_job_that_waits_in_the_queue_is_done_for_somebody_who_is_there(queued, committed):  # noqa: F811
    waiting = queued(User.objects.get(username="ana"))
    work_it_off(committed)
    assert as_kept(waiting).state == State.FINISHED


def test_what_was_asked_for_a_team_that_she_left_is_not_sent(queued, committed):  # noqa: F811
    fay = User.objects.get(username="fay")
    joined = Membership.objects.create(team=Team.objects.get(name="Shopper insights"), user=fay)
    waiting = queued(fay)
    joined.delete()
    work_it_off(committed)
    assert may_open(fay, REPORT)
    assert as_kept(waiting).state == State.CANCELLED
    assert not Submission.objects.filter(statement=waiting).exists()


@leaving
def test_a_job_that_waits_in_the_queue_sends_nothing(queued, committed, leaves):  # noqa: F811
    ana = User.objects.get(username="ana")
    waiting = queued(ana)
    leaves(ana)
    work_it_off(committed)
    kept = as_kept(waiting)
    assert (kept.state, kept.ending.error) == (State.CANCELLED, NO_LONGER_OPEN)
    assert not Submission.objects.filter(statement=waiting).exists()
