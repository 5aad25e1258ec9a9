"""A forecast on its way: asked for once, fitted by a worker, kept, and drawn on the page and in its files."""

import csv
import io
from datetime import timedelta

import django_rq
import pytest
from django.utils import timezone

from portal.access.demo_people import open_reports
from portal.testing import ReportTest
from querylog.models import Statement
from reports.forecast import NoForecast
from reports.run.fits import Fit
from reports.run.fitting import NO_WORKER, fit_it, is_over, key_of, outlook_of
from tests.querylog.conftest import committed, database_of_its_own  # noqa: F401
from tests.querylog.test_jobs import empty_queue, work_it_off  # noqa: F401
from tests.report_page import ReportPage
from tests.reports.forecast.made import a_series, random
from tests.web import free_port

SLUG = "revenue-forecast"
SERIES = a_series(random(1).normal(100, 5, 30))

pytestmark = pytest.mark.usefixtures("empty_queue")


def jobs() -> list:
    return [job.args for job in django_rq.get_queue("default").jobs]


@pytest.fixture
def page(ana, people) -> ReportPage:
    open_reports([SLUG])
    opened = ReportPage(
        lambda path: ana.get(path).json(),
        lambda path, body: ana.post(path, data=body, content_type="application/json"),
        address=f"/reports/{SLUG}/",
    )
    opened.refresh()
    return opened


def worked_off() -> None:
    for fit in Fit.objects.all():
        fit_it(str(fit.pk))


@pytest.fixture
def nothing_kept(committed) -> str:  # noqa: F811
    """A database in which each commit is one: until then no worker is told."""
    Fit.objects.all().delete()
    return committed


def test_the_first_who_asks_tells_a_worker_and_the_second_waits(nothing_kept):
    assert outlook_of(SERIES, 4) is outlook_of(SERIES, 4) is None
    assert jobs() == [[str(Fit.objects.get().pk)]]


def test_a_worker_fits_it(nothing_kept):
    assert outlook_of(SERIES, 4) is None
    work_it_off(nothing_kept)
    assert len(outlook_of(SERIES, 4).steps) == 4


def test_other_figures_or_other_steps_are_another_forecast():
    keys = {key_of(SERIES, 4), key_of(SERIES, 5), key_of(a_series([*SERIES.values, 1.0]), 4), key_of(SERIES, 4)}
    assert len(keys) == 3


def test_what_was_measured_is_not_kept_longer_than_it_is_needed(db):
    outlook_of(SERIES, 4, here=True)
    assert Fit.objects.get().series is None


def test_a_forecast_is_kept_for_a_day(db):
    outlook_of(SERIES, 4, here=True)
    Fit.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    outlook_of(SERIES, 5)
    assert not Fit.objects.filter(key=key_of(SERIES, 4)).exists()


def test_a_job_that_was_lost_is_told_again(nothing_kept):
    outlook_of(SERIES, 4)
    django_rq.get_queue("default").empty()
    Fit.objects.update(asked_at=timezone.now() - timedelta(minutes=6))
    outlook_of(SERIES, 4)
    assert len(jobs()) == 1


def test_without_a_queue_there_is_a_sentence_and_the_next_one_tries_again(nothing_kept, settings):
    settings.RQ_QUEUES = {"default": {**settings.RQ_QUEUES["default"], "URL": f"redis://127.0.0.1:{free_port()}/0"}}
    with pytest.raises(NoForecast, match=NO_WORKER[:40]):
        outlook_of(SERIES, 4)
    assert not Fit.objects.exists()


def test_a_forecast_that_fails_is_a_sentence(db):
    outlook_of(SERIES, 4)
    Fit.objects.update(series={"start": "no day", "grain": "week", "values": ["x"], "left_out": []})
    worked_off()
    with pytest.raises(NoForecast, match="No forecast could be fitted"):
        outlook_of(SERIES, 4)


@pytest.mark.parametrize("key", [None, 7, "x", "'; drop table", "0" * 64, {"a": 1}])
def test_nothing_is_waited_for_that_nobody_asked_for(db, key):
    assert is_over(key)


def test_a_page_draws_what_was_measured_and_then_what_is_to_come(page):
    first = page.slice("to_come")
    assert first["to_come--told"]["children"].startswith("A worker fits the forecast")
    assert first["to_come--again"]["disabled"] is False
    page.values["to_come--waits", "data"] = first["to_come--waits"]["data"]
    assert page.post(f"{page.address}app/_dash-update-component", look(page)).status_code == 204
    worked_off()
    slices = Statement.objects.filter(purpose="slice").count()
    assert page.call("to_come--fitted", changed="to_come--again.n_intervals")["to_come--again"]["disabled"] is True
    assert Statement.objects.filter(purpose="slice").count() == slices
    then = page.call("to_come--figure", changed="to_come--fitted.data")
    assert "Forecast" in [trace.get("name") for trace in then["to_come--figure"]["data"]["data"]]
    assert "(WAPE; MASE" in then["to_come--told"]["children"]
    assert then["to_come--again"]["disabled"] is True


def look(page) -> dict:
    return page.body("to_come--fitted", changed="to_come--again.n_intervals")


def test_who_may_not_read_the_run_stops_looking(page):
    page.values["to_come--waits", "data"] = page.slice("to_come")["to_come--waits"]["data"]
    page.values["run", "data"] = {"run": "another", "state": "ready"}
    assert page.call("to_come--fitted", changed="to_come--again.n_intervals") == {"to_come--again": {"disabled": True}}


def test_its_rows_as_a_table_are_sorted_and_have_what_is_to_come(page):
    page.slice("to_come")
    worked_off()
    page.values["looked", "data"] = {"visual": "to_come", "what": "rows"}
    heads = page.call("rows--grid", changed="looked.data")["rows--grid"]["columnDefs"]
    assert [each["headerName"] for each in heads][2:] == [
        "Measured or forecast",
        *("Low, 80%", "High, 80%", "Low, 95%", "High, 95%"),
    ]
    answer = page.rows("rows", sortModel=[{"colId": "HIGH_95", "sort": "desc"}])
    found = answer["rows--grid"]["getRowsResponse"]["rowData"]
    highest = [row["HIGH_95"] for row in found[:8]]
    assert highest == sorted(highest, reverse=True)
    assert {row["MEASURED_OR_FORECAST"] for row in found[:8]} == {"forecast"}


def test_a_file_has_what_is_to_come_and_how_far_off_it_was(page, ana):
    run = page.values["run", "data"]["run"]
    address = f"/reports/{SLUG}/download/{run}/to_come.csv"
    assert ana.get(address).status_code == 409
    worked_off()
    content = b"".join(ana.get(address).streaming_content).decode("utf-8-sig")
    what, _, heads, *rows = csv.reader(io.StringIO(content))
    assert "(WAPE; MASE" in what[0]
    assert heads[2] == "Measured or forecast"
    assert [row[2] for row in rows].count("forecast") == 8


def test_the_kit_has_the_horizon_that_was_set(people):
    open_reports([SLUG])
    answer = ReportTest(SLUG).as_user(people["ana"]).set(ahead=3).refresh()
    assert [row["MEASURED_OR_FORECAST"] for row in answer.rows["to_come"]].count("forecast") == 3


def test_too_short_a_time_is_a_sentence_and_what_was_measured(page):
    page.refresh(purchased_on={"preset": "last 28 days"})
    panel = page.slice("to_come")
    assert "needs 12 whole weeks" in panel["to_come--told"]["children"]
    assert [trace["name"] for trace in panel["to_come--figure"]["data"]["data"]] == ["Sales"]
    assert not Fit.objects.exists()
