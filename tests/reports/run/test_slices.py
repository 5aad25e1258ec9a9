"""A slice of a run: what is remembered between two of them, and what is asked anew."""

import pytest

from querylog import door
from querylog.models import Statement
from querylog.sharing import How, Shared
from reports import registry
from reports.policy import OPEN
from reports.run.clock import today
from reports.run.models import Run, RunNotYours
from reports.run.press import asker_for, refresh
from reports.viewer import Viewer

REPORT = registry.get("category-performance")
FORM = {"filters": {"purchased_on": {"preset": "last 12 weeks"}, "department": ["DELI"]}}


@pytest.fixture
def viewer(people) -> Viewer:
    return Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN)


def test_a_base_that_has_ended_is_read_once(viewer, django_assert_num_queries):
    run = refresh(REPORT, FORM, viewer=viewer)
    base = run.base(REPORT.queries_used()[0])
    with django_assert_num_queries(0):
        again = run.base(REPORT.queries_used()[0])
        assert (again.pk, again.query_id, again.state) == (base.pk, base.query_id, base.state)


def test_a_base_that_still_runs_is_read_each_time(viewer):
    query = REPORT.queries_used()[0]
    run = Run.begin(REPORT, REPORT.clean(FORM, today=today()), viewer=viewer)
    about = {"asker": asker_for(viewer, REPORT), "purpose": door.Purpose.BASE, "press": run.pk, "part": query.name}
    run.add(query.name, Shared(statement=door.submit("select system$wait(1)", **about), how=How.SENT))
    assert not run.base(query).ended
    door.wait(Statement.objects.get(press=run.pk), patience=5)
    assert run.base(query).ended


def test_whether_a_run_may_be_read_is_asked_each_time(viewer):
    run = refresh(REPORT, FORM, viewer=viewer)
    assert Run.for_viewer(str(run.pk), report=REPORT, viewer=viewer) == run
    Run.objects.update(policy="another")
    with pytest.raises(RunNotYours):
        Run.for_viewer(str(run.pk), report=REPORT, viewer=viewer)
