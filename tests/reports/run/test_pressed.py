"""What the log remembers of a press of Refresh: with which filters, of which version, from where."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from querylog.errors import LogUnavailable
from querylog.models import Event, Kind, Statement
from querylog.sensitive import HIDDEN
from reports import Bar, Field, Filters, Query, Report, registry
from reports.declare import InputError
from reports.policy import OPEN
from reports.run.press import refresh
from reports.viewer import Viewer

REPORT = registry.get("category-performance")
FORM = {"filters": {"purchased_on": {"preset": "last 12 weeks"}, "department": ["DELI"]}}


@pytest.fixture
def viewer(people) -> Viewer:
    return Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN, address="192.0.2.7")


def pressed() -> Event:
    return Event.objects.get(kind=Kind.PRESSED)


def test_a_press_is_on_record_with_its_filters_the_reports_version_and_the_address(viewer):
    run = refresh(REPORT, FORM, viewer=viewer)
    event = pressed()
    assert (event.person_name, event.team, event.report) == ("ana", "Shopper insights", "category-performance")
    assert event.facts == {
        "press": str(run.pk),
        "filters": run.summary,
        "version": REPORT.fingerprint,
        "address": "192.0.2.7",
        "anew": False,
    }


class Cards(Report):
    """Which cards were seen?"""

    owner = "Shopper insights"
    area = "Stores"

    filters = Filters("LOYALTY.BASKETS", [Field("brand", sensitive=True), "department"])
    seen = Query("select department, count(*) as n from LOYALTY.BASKETS where {filters} group by all")
    departments = Bar("Departments", seen, x="department", y="sum(n)")


def test_what_was_chosen_in_a_sensitive_field_is_masked(viewer):
    refresh(Cards, {"filters": {"brand": ["Private"], "department": ["DELI"]}}, viewer=viewer)
    assert pressed().facts["filters"] == f"Brand {HIDDEN} · Department is DELI"


def test_a_press_that_asks_for_no_stored_result_says_so(viewer):
    refresh(REPORT, FORM, viewer=viewer, anew=True)
    assert pressed().facts["anew"] is True


def test_a_form_with_a_mistake_is_no_press(viewer):
    with pytest.raises(InputError):
        refresh(REPORT, {"filters": {"department": "DELI"}}, viewer=viewer)
    assert not Event.objects.filter(kind=Kind.PRESSED).exists()


def test_a_command_comes_from_no_address(people):
    call_command("runreport", "category-performance", "--as", "ana", "--visual", "headline_sales", stdout=io.StringIO())
    assert pressed().facts["address"] == ""


def test_what_cant_be_put_on_record_is_not_asked(viewer):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("REVOKE INSERT ON querylog_event FROM portico_app")
        cursor.execute("SET LOCAL ROLE portico_app")
    with pytest.raises(LogUnavailable):
        refresh(REPORT, FORM, viewer=viewer)
    assert not Statement.objects.exists()
