"""The two tables that are made up: the same at each load, and with in them what reports are to find."""

import duckdb
import pytest

from portal.embedded import app_events
from tests.portal.embedded.demos import copy_data
from tests.services import services


@pytest.fixture(scope="module")
def grocery(tmp_path_factory):
    """A copy of the loaded data that may be written to."""
    folder = tmp_path_factory.mktemp("made-up")
    copy_data(services.data, folder)
    with duckdb.connect(folder / "GROCERY.db") as connection:
        yield connection


def one(connection, sql):
    return connection.execute(sql).fetchone()


def test_each_load_makes_the_same_events(grocery):
    grocery.execute("attach ':memory:' as again")
    grocery.execute("create schema again.loyalty")
    for table in ("BASKETS", "TRANSACTIONS"):
        grocery.execute(f"create view again.loyalty.{table} as from GROCERY.LOYALTY.{table}")
    for macro in app_events.DRAWN_WITH:
        grocery.execute(macro)
    grocery.execute(app_events.table("again.LOYALTY"))

    kept, made = "from GROCERY.LOYALTY.APP_EVENTS", "from again.LOYALTY.APP_EVENTS"
    assert one(grocery, f"select count(*) {kept}")[0] > 200_000
    assert one(grocery, f"select count(*) from ({kept} except {made})") == (0,)
    assert one(grocery, f"select count(*) from ({made} except {kept})") == (0,)


def test_events_end_with_the_sales_and_go_back_26_weeks(grocery):
    first, last = one(grocery, "select min(happened_on), max(happened_on) from loyalty.app_events")

    assert last == one(grocery, "select max(purchased_on) from loyalty.baskets")[0]
    assert (last - first).days == 26 * 7 - 1


def test_a_session_is_one_trip_on_one_phone_with_one_release(grocery):
    kinds = "count(distinct household_id || app_version || platform)"
    mixed = f"select session_id from loyalty.app_events group by session_id having {kinds} > 1"

    assert one(grocery, f"select count(*) from ({mixed})") == (0,)


def test_release_5_3_breaks_scanning_and_nothing_else(grocery):
    def failed(version, screen):
        seen = f"from loyalty.app_events where app_version = '{version}' and screen = '{screen}'"
        return one(grocery, f"select avg(if(event = 'error', 1, 0)) {seen}")[0]

    assert failed("5.3", "Scan") > 3 * failed("5.2", "Scan")
    assert failed("5.3.1", "Scan") < failed("5.2", "Scan") * 1.2
    assert failed("5.3", "Home") < 0.02


def test_nobody_earns_before_a_scan_has_finished(grocery):
    at = "min(happened_at) filter (event = '{}')".format
    steps = f"{at('scan_finished')} as done, {at('reward_earned')} as paid"
    sessions = f"select {steps} from loyalty.app_events group by session_id"
    wrong = "paid is not null and (done is null or done >= paid)"

    assert one(grocery, f"select count(*) from ({sessions}) where {wrong}") == (0,)


def test_a_target_is_an_average_week_of_the_quarter_before_and_two_percent(grocery):
    aim, begins = one(
        grocery,
        "select sales_target, quarter_from from loyalty.targets where department = 'DELI' order by week desc limit 1",
    )
    before = f"purchased_on >= date '{begins}' - 91 and purchased_on < date '{begins}'"
    sold = one(grocery, f"select sum(sales_value) from loyalty.baskets where department = 'DELI' and {before}")[0]

    assert aim == round(float(sold) / 13 * 1.02)


def test_targets_go_on_to_the_end_of_the_quarter(grocery):
    last_day = one(grocery, "select max(purchased_on) from loyalty.baskets")[0]
    to_come = f"select count(distinct week) from loyalty.targets where week > date '{last_day}'"

    assert one(grocery, to_come) == (4,)
