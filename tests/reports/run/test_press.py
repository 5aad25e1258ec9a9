"""A press of Refresh, from the form to a result that is kept."""

import uuid
from datetime import date

import pytest

from querylog.models import Ending, State, Statement, Submission
from querylog.sharing import How, Shared
from reports import registry
from reports.declare import InputError
from reports.embed.standing import standing
from reports.policy import OPEN, OneOf, Policy, Share
from reports.run import clock
from reports.run.models import Run, RunNotYours
from reports.run.press import cancel, refresh
from reports.run.slices import answer
from reports.run.usual import usual_seconds
from reports.viewer import Viewer
from tests.querylog.asking import as_kept, submit

REPORT = registry.get("category-performance")
FORM = {"filters": {"purchased_on": {"preset": "last 12 weeks"}, "department": ["DELI"]}}

NARROWER = Policy.of({"LOYALTY.BASKETS": (Share(rows=(OneOf("DEPARTMENT", ("DELI",)),)),)})


@pytest.fixture
def viewer(people) -> Viewer:
    return Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN)


def test_a_press_keeps_its_form_and_its_words(viewer):
    run = refresh(REPORT, FORM, viewer=viewer)
    assert run.form == FORM
    assert run.summary.startswith("Purchased on in the last 12 weeks (24 Aug – 15 Nov 2026)")


def test_every_statement_of_a_press_carries_its_id(viewer):
    run = refresh(REPORT, FORM, viewer=viewer)
    answer(REPORT.visuals["over_time"], run, report=REPORT, viewer=viewer)
    statements = Statement.objects.filter(press=run.pk)
    assert {(each.purpose, each.part) for each in statements} == {("base", "sales"), ("slice", "over_time")}


def test_a_slice_names_its_base_as_its_parent(viewer):
    run = refresh(REPORT, FORM, viewer=viewer)
    found = answer(REPORT.visuals["over_time"], run, report=REPORT, viewer=viewer)
    assert found.statement.parent == run.sent[0]


def test_a_form_with_a_mistake_runs_nothing_and_leaves_nothing(viewer):
    with pytest.raises(InputError):
        refresh(REPORT, {"filters": {"department": "DELI"}}, viewer=viewer)
    assert not Run.objects.exists()
    assert not Statement.objects.exists()


def test_what_takes_longer_than_patience_is_on_its_way_and_then_found_ready(viewer, settings):
    settings.PATIENCE_SECONDS = 0
    run = refresh(REPORT, {"filters": {"purchased_on": {"preset": "all time"}}}, viewer=viewer)
    states = {standing(REPORT, run, viewer=viewer).handle["state"]}
    while not standing(REPORT, run, viewer=viewer).over:
        pass
    assert states <= {"running", "ready"}
    assert standing(REPORT, run, viewer=viewer).handle["state"] == "ready"


def test_a_cancelled_run_says_so(viewer, settings):
    settings.PATIENCE_SECONDS = 0
    run = refresh(REPORT, {"filters": {"purchased_on": {"preset": "all time"}}}, viewer=viewer)
    cancel(run)
    assert standing(REPORT, run, viewer=viewer).handle["state"] in {"failed", "ready"}  # it may have been quicker


def test_a_cancel_ends_nothing_that_somebody_else_waits_for(viewer, people):
    statement = submit("select system$wait(60)")
    colleague = Viewer(user_id=people["rae"].pk, name="rae", team=viewer.team, policy=OPEN)
    mine, hers = (Run.begin(REPORT, REPORT.clean(FORM, today=clock.today()), viewer=who) for who in (viewer, colleague))
    for run in (mine, hers):
        run.add("sales", Shared(statement=statement, how=How.JOINED))
    cancel(mine)
    assert as_kept(statement).state == State.SUBMITTED
    cancel(hers)
    assert as_kept(statement).state == State.CANCELLED


@pytest.mark.parametrize("other", [{"user_id": 0}, {"team": "Offers"}, {"policy": NARROWER}])
def test_a_run_opens_only_to_who_asked_as_she_was(viewer, other):
    run = refresh(REPORT, FORM, viewer=viewer)
    stranger = Viewer(**{"user_id": viewer.user_id, "name": "ana", "team": viewer.team, "policy": OPEN, **other})
    with pytest.raises(RunNotYours):
        Run.for_viewer(str(run.pk), report=REPORT, viewer=stranger)


def test_a_run_opens_in_its_own_report_alone(viewer):
    run = refresh(REPORT, FORM, viewer=viewer)
    with pytest.raises(RunNotYours):
        Run.for_viewer(str(run.pk), report=registry.get("lapsed-buyers"), viewer=viewer)


def test_today_is_the_setting_where_there_is_one(settings):
    settings.TODAY = date(2031, 1, 2)
    assert clock.today() == date(2031, 1, 2)


def test_the_usual_time_is_the_median_of_the_last_ones_that_finished(viewer, db):
    statement = refresh(REPORT, FORM, viewer=viewer).sent[0]
    for seconds, status in ((1.0, "finished"), (3.0, "finished"), (5.0, "finished"), (900.0, "failed")):
        another = Statement.objects.create(
            asked_by_name="x", report="a-report", purpose="base", text=statement.text, press=uuid.uuid4()
        )
        Submission.objects.create(statement=another, query_id="x")
        Ending.objects.create(statement=another, status=status, seconds=seconds)
    assert usual_seconds("a-report") == 3.0
    assert usual_seconds("never-run") is None
