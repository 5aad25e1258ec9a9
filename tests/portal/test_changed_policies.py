"""Who shares a result, and what ends when a policy changes: everything that was open under the old one."""

import json
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from portal.access.guard import viewer_for
from portal.access.models import Attribute, ColumnRule, Grant, Membership, RowPolicy, TableRule, Team, User
from querylog.models import Statement
from querylog.sharing import How
from reports.run.models import Part, RunNotYours
from tests.conftest import REPORT, signed_in
from tests.report_page import ReportPage
from tests.reports.embed.conftest import opened_by

BASKETS = "LOYALTY.BASKETS"
A_WHILE = {"preset": "last 28 days"}
REFUSED = RunNotYours.sentence


@pytest.fixture(autouse=True)
def nothing_kept(people):
    cache.clear()


@pytest.fixture
def insights(people) -> Team:
    return Team.objects.get(name="Shopper insights")


@pytest.fixture
def ana_is_limited(people, insights) -> None:
    """Her team sees DELI and MEAT, and of them the brand in her attributes. Offers sees all, and she is not in it."""
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["DELI", "MEAT"])
    RowPolicy.objects.create(team=insights, table=BASKETS, column="BRAND", attribute="brand")
    Attribute.objects.create(user=people["ana"], name="brand", value="National")
    Grant.objects.create(team=Team.objects.get(name="Offers"), report=REPORT)


@pytest.fixture
def page(ana, ana_is_limited) -> ReportPage:
    """Ana's page, with a result on it."""
    page = opened_by(ana)
    press(page)
    return page


def press(page: ReportPage) -> None:
    page.refresh(purchased_on=A_WHILE)
    page.until_over()
    assert page.values["run", "data"]["state"] == "ready"


# ------------------------------------------------------------------ who shares


@pytest.fixture
def shared(settings) -> Callable[..., list[str]]:
    """How each of these people came by a result, one after the other, when results stay fresh."""
    settings.FRESH_SECONDS = 900

    def how(*people: User) -> list[str]:
        for person in people:
            press(opened_by(signed_in(person)))
        return list(Part.objects.filter(name="sales").order_by("pk").values_list("how", flat=True))

    return how


def test_people_of_one_team_who_see_the_same_share(people, insights, shared):
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["DELI"])
    assert shared(people["ana"], people["rae"]) == [How.SENT, How.REUSED]


def test_people_of_one_team_with_equal_attributes_share(people, ana_is_limited, shared):
    Attribute.objects.create(user=people["rae"], name="brand", value="National")
    assert shared(people["ana"], people["rae"]) == [How.SENT, How.REUSED]


@pytest.mark.parametrize("brand", ["Private", None])
def test_people_of_one_team_with_other_attributes_do_not(people, ana_is_limited, shared, brand):
    if brand:
        Attribute.objects.create(user=people["rae"], name="brand", value=brand)
    assert shared(people["ana"], people["rae"]) == [How.SENT, How.SENT]


def test_teams_that_see_something_else_do_not_share(people, ana_is_limited, shared):
    assert shared(people["ana"], people["fay"]) == [How.SENT, How.SENT]


def test_teams_that_see_the_same_ask_each_for_itself(people, insights, shared):
    for team in (insights, Team.objects.get(name="Finance")):
        RowPolicy.objects.create(team=team, table=BASKETS, column="DEPARTMENT", values=["DELI"])
    assert shared(people["ana"], people["fay"]) == [How.SENT, How.SENT]
    assert len({viewer_for(people[name], REPORT).policy.fingerprint for name in ("ana", "fay")}) == 1
    assert list(Statement.objects.filter(purpose="base").order_by("pk").values_list("team", flat=True)) == [
        "Shopper insights",
        "Finance",
    ]


def test_what_a_filter_offers_is_kept_for_each_team_alone(people):
    """A team may ask as a Snowflake user of its own, who reads other rows under the same policy of ours."""
    for name in ("ana", "fay", "rae"):
        assert opened_by(signed_in(people[name])).offers("department")["total"]
    asked = Statement.objects.filter(purpose="options").order_by("pk")
    assert list(asked.values_list("team", flat=True)) == ["Shopper insights", "Finance"]


def test_who_is_in_one_team_more_and_so_sees_more_does_not_share(people, ana_is_limited, shared):
    Attribute.objects.create(user=people["rae"], name="brand", value="National")
    Membership.objects.create(user=people["rae"], team=Team.objects.get(name="Offers"))
    assert shared(people["ana"], people["rae"]) == [How.SENT, How.SENT]


# ------------------------------------------------------------------ what ends


def other_values() -> None:
    RowPolicy.objects.filter(column="DEPARTMENT").update(values=["DELI"])


def one_policy_more() -> None:
    RowPolicy.objects.create(
        team=Team.objects.get(name="Shopper insights"), table=BASKETS, column="PRODUCT_TYPE", values=["CHEESE"]
    )


def one_policy_less() -> None:
    RowPolicy.objects.filter(column="DEPARTMENT").delete()


def a_hidden_column() -> None:
    ColumnRule.objects.create(team=Team.objects.get(name="Shopper insights"), table=BASKETS, column="DEPARTMENT")


def masked_in_place_of_hidden() -> None:
    ColumnRule.objects.update(how="masked")


def a_governed_table() -> None:
    RowPolicy.objects.all().delete()
    TableRule.objects.create(table=BASKETS, governed=True)


def another_attribute() -> None:
    Attribute.objects.update(value="Private")


def one_team_more() -> None:
    Membership.objects.create(user=User.objects.get(username="ana"), team=Team.objects.get(name="Offers"))


CHANGES = [
    other_values,
    one_policy_more,
    one_policy_less,
    a_hidden_column,
    a_governed_table,
    another_attribute,
    one_team_more,
]
changed = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


@changed
def test_nothing_of_an_open_page_is_served_any_more(page, ana, change):
    change()
    assert REFUSED in json.dumps(page.slice("over_time"))
    assert REFUSED in json.dumps(page.call("headline_sales--figure", changed="picks.data"))
    rows = page.rows()
    assert REFUSED in json.dumps(rows)
    assert rows["categories--grid"]["getRowsResponse"]["rowData"] == []
    assert REFUSED in json.dumps(looked_at(page))


@changed
def test_a_kept_link_to_a_file_is_refused(page, ana, change):
    link = f"/reports/{REPORT}/download/{page.values['run', 'data']['run']}/categories.csv"
    assert downloaded(ana, link) == (200, False)
    change()
    assert downloaded(ana, link) == (404, True)


@changed
def test_a_page_that_waits_for_its_run_is_told_and_stops_looking(page, change):
    page.values["run", "data"] = {**page.values["run", "data"], "state": "running"}
    change()
    told = page.call("run.data", changed="watch.n_intervals")
    assert REFUSED in json.dumps(told["strip"])
    assert told["watch"]["disabled"]
    assert page.values["run", "data"]["state"] == "failed"


@changed
def test_refresh_shows_what_may_be_seen_now(page, change):
    change()
    press(page)
    assert REFUSED not in json.dumps([page.slice("over_time"), page.rows()])


def test_a_page_on_an_earlier_run_opens_without_it(page, ana):
    address = f"/reports/{REPORT}/?run={page.values['run', 'data']['run']}"
    assert page.values["run", "data"]["run"] in ana.get(address).content.decode()
    other_values()
    assert page.values["run", "data"]["run"] not in ana.get(address).content.decode()


def test_an_option_list_offers_what_may_be_seen_now_though_another_was_kept(page):
    assert departments(page) == {"DELI", "MEAT"}
    other_values()
    assert departments(page) == {"DELI"}
    a_hidden_column()
    assert departments(page) == {None}
    masked_in_place_of_hidden()
    assert departments(page) == {"•••"}
    a_governed_table()
    assert departments(page) == set()


def test_hidden_and_masked_are_not_the_same(page):
    a_hidden_column()
    press(page)
    masked_in_place_of_hidden()
    assert REFUSED in json.dumps(page.slice("over_time"))


def test_what_another_team_may_see_ends_nothing(page):
    RowPolicy.objects.create(team=Team.objects.get(name="Finance"), table=BASKETS, column="DEPARTMENT", values=["DELI"])
    assert REFUSED not in json.dumps(page.slice("over_time"))


def looked_at(page: ReportPage) -> dict[str, object]:
    """The rows behind a visual, as the dialog over the page has them."""
    page.values["looked", "data"] = {"visual": "over_time", "what": "behind"}
    page.values["rows--grid", "getRowsRequest"] = {"startRow": 0, "endRow": 100, "sortModel": []}
    return page.call("rows--grid", changed="rows--grid.getRowsRequest")


def downloaded(client: Client, link: str) -> tuple[int, bool]:
    """The status, and whether the page says that the result is not hers to read."""
    answer = client.get(link)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, REFUSED in content.decode()


def departments(page: ReportPage) -> set[str | None]:
    return {value for value, _ in page.offers("department")["values"]}
