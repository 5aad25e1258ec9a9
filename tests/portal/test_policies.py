"""What a team sees of a table: nothing of a governed one without a policy, and never more than its policies say."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from portal.access.guard import viewer_for
from portal.access.models import Attribute, ColumnRule, Grant, Membership, RowPolicy, TableRule, Team
from portal.testing import ReportTest
from querylog.models import Event, Kind
from tests.conftest import REPORT
from tests.report_page import ReportPage

BASKETS = "LOYALTY.BASKETS"
ALL_TIME = {"preset": "all time"}

pytestmark = pytest.mark.usefixtures("people")


@pytest.fixture
def insights(people) -> Team:
    return Team.objects.get(name="Shopper insights")


@pytest.fixture
def offers(people) -> Team:
    """Another team that the report is open to, and Ana is in both."""
    team = Team.objects.get(name="Offers")
    Grant.objects.create(team=team, report=REPORT)
    Membership.objects.create(team=team, user=people["ana"])
    return team


def rows_of(team: Team, *departments: str, column: str = "DEPARTMENT") -> RowPolicy:
    return RowPolicy.objects.create(team=team, table=BASKETS, column=column, values=list(departments))


def departments(people, name: str = "ana") -> set[str | None]:
    """Which departments this person's categories are in."""
    answer = ReportTest(REPORT).as_user(people[name]).set(purchased_on=ALL_TIME).refresh()
    return {row["DEPARTMENT"] for row in answer.rows["categories"]}


def test_an_open_table_without_policies_shows_all_of_it(people):
    assert len(departments(people)) > 10
    assert viewer_for(people["ana"], REPORT).policy.fingerprint == "open"


def test_a_governed_table_shows_no_row_to_a_team_without_a_policy(people):
    TableRule.objects.create(table=BASKETS, governed=True)
    assert departments(people) == set()


def test_a_governed_table_shows_a_team_the_rows_of_its_policy(people, insights):
    TableRule.objects.create(table=BASKETS, governed=True)
    rows_of(insights, "DELI", "MEAT")
    assert departments(people) == {"DELI", "MEAT"}
    assert departments(people, "fay") == set()  # of another team, whose policy nobody has written


def test_a_policy_on_an_open_table_limits_its_team_alone(people, insights):
    rows_of(insights, "DELI")
    assert departments(people) == {"DELI"}
    assert len(departments(people, "fay")) > 10


def test_a_policy_may_let_a_team_see_all_rows_of_a_governed_table(people, insights):
    TableRule.objects.create(table=BASKETS, governed=True)
    RowPolicy.objects.create(team=insights, table=BASKETS)
    assert len(departments(people)) > 10


def test_a_policy_for_all_rows_takes_nothing_from_another_on_the_same_table(people, insights):
    RowPolicy.objects.create(team=insights, table=BASKETS)
    rows_of(insights, "DELI")
    assert departments(people) == {"DELI"}


@pytest.mark.parametrize("column", ["", "DEPARTMENT"])
def test_all_rows_and_some_of_them_are_not_taken_from_an_admin_together(insights, column):
    some, all_of_them = {"column": "DEPARTMENT", "values": ["DELI"]}, {"column": "", "values": []}
    RowPolicy.objects.create(team=insights, table=BASKETS, **(some if not column else all_of_them))
    with pytest.raises(ValidationError, match=r"There is this one as well: .*Take it away first"):
        RowPolicy(team=insights, table=BASKETS, **(all_of_them if not column else some)).full_clean()


def test_policies_on_two_columns_have_to_hold_together(people, insights):
    rows_of(insights, "DELI", "MEAT")
    rows_of(insights, "CHEESES", "BEEF", column="PRODUCT_CATEGORY")
    answer = ReportTest(REPORT).as_user(people["ana"]).set(purchased_on=ALL_TIME).refresh()
    assert {(row["DEPARTMENT"], row["PRODUCT_CATEGORY"]) for row in answer.rows["categories"]} <= {
        ("DELI", "CHEESES"),
        ("MEAT", "BEEF"),
    }


def test_someone_in_several_teams_sees_the_union_of_what_they_see(people, insights, offers):
    rows_of(insights, "DELI")
    rows_of(offers, "MEAT")
    assert departments(people) == {"DELI", "MEAT"}


@pytest.mark.parametrize("end", [{"until": timezone.localdate() - timedelta(days=1)}, {"report": "lapsed-buyers"}])
def test_a_team_through_which_the_report_is_not_open_adds_nothing(people, insights, offers, end):
    rows_of(insights, "DELI")
    Grant.objects.filter(team=offers).update(**end)
    assert departments(people) == {"DELI"}


def test_a_policy_may_ask_for_an_attribute_of_the_person(people, insights):
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", attribute="departments")
    Attribute.objects.create(user=people["ana"], name="departments", value="DELI")
    Attribute.objects.create(user=people["ana"], name="departments", value="MEAT")
    assert departments(people) == {"DELI", "MEAT"}
    assert departments(people, "rae") == set()  # of the same team, and without the attribute


def test_an_option_list_offers_nothing_that_may_not_be_seen(ana, fay, insights):
    rows_of(insights, "DELI")
    offered = {name: page(client).offers("department")["values"] for name, client in (("ana", ana), ("fay", fay))}
    assert [value for value, _ in offered["ana"]] == ["DELI"]
    assert len(offered["fay"]) > 10


def test_whether_a_value_is_in_the_data_is_not_told_of_rows_that_may_not_be_seen(ana, insights):
    rows_of(insights, "DELI")
    assert page(ana).offers("department", keep=["DELI", "MEAT"]) == {"gone": ["MEAT"]}


@pytest.mark.parametrize(("how", "seen"), [("hidden", {None}), ("masked", {"•••"})])
def test_a_covered_column_shows_nothing_of_itself(people, insights, how, seen):
    ColumnRule.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", how=how)
    assert departments(people) == seen


def test_a_covered_column_is_plain_in_the_rows_that_another_team_shows(people, insights, offers):
    ColumnRule.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", how="masked")
    rows_of(offers, "DELI")
    assert departments(people) == {"DELI", "•••"}


def test_who_chooses_what_is_hidden_is_shown_no_row(people, insights):
    ColumnRule.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", how="hidden")
    answer = ReportTest(REPORT).as_user(people["ana"]).set(purchased_on=ALL_TIME, department=["DELI"]).refresh()
    assert list(answer.rows["categories"]) == []


def test_a_changed_policy_ends_what_was_open_before(ana, insights):
    report = page(ana)
    report.refresh(purchased_on=ALL_TIME)
    report.until_over()
    assert "trouble" not in json.dumps(report.slice("over_time"))
    rows_of(insights, "DELI")
    assert "not yours to read" in json.dumps(report.slice("over_time"))
    report.refresh(purchased_on=ALL_TIME)
    report.until_over()
    assert "not yours to read" not in json.dumps(report.slice("over_time"))


def test_equal_policies_share_a_result_whatever_the_teams_policies_are_called(people, insights):
    rows_of(insights, "MEAT", "DELI")
    before = viewer_for(people["ana"], REPORT).policy.fingerprint
    RowPolicy.objects.update(values=["DELI", "MEAT"])
    assert viewer_for(people["rae"], REPORT).policy.fingerprint == before != "open"


def test_a_policy_whose_values_fit_its_column_no_more_shows_nothing(people, insights):
    rows_of(insights, "many", column="HOUSEHOLD_ID")
    assert departments(people) == set()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"table": "LOYALTY.BASKET"}, "The warehouse has no table LOYALTY.BASKET. Did you mean LOYALTY.BASKETS?"),
        ({"column": "DEPARTMNT"}, "LOYALTY.BASKETS has no column DEPARTMNT. Did you mean DEPARTMENT?"),
        ({"column": ""}, "Say which column has these values, or leave them out for all rows."),
        ({"values": []}, "Give either values or the name of a person's attribute, not both."),
        ({"attribute": "region"}, "Give either values or the name of a person's attribute, not both."),
        ({"column": "HOUSEHOLD_ID"}, "DELI is not a number, and HOUSEHOLD_ID holds"),
        ({"column": "PURCHASED_ON"}, "DELI is not a day, such as 2026-11-15, and PURCHASED_ON holds"),
    ],
)
def test_a_policy_that_can_not_be_right_is_refused_in_a_sentence(insights, said, words):
    policy = RowPolicy(**{"team": insights, "table": BASKETS, "column": "DEPARTMENT", "values": ["DELI"]} | said)
    with pytest.raises(ValidationError) as refused:
        policy.full_clean()
    assert words in " ".join(refused.value.messages)


def test_an_admin_writes_a_policy_with_a_value_per_line(dev, insights):
    form = {"team": insights.pk, "table": "loyalty.baskets", "column": "department", "values": "DELI\n MEAT \n\n"}
    assert dev.post("/admin/access/rowpolicy/add/", form).status_code == 302
    policy = RowPolicy.objects.get()
    assert (policy.table, policy.column, policy.values) == (BASKETS, "DEPARTMENT", ["DELI", "MEAT"])


@pytest.mark.parametrize("page", ["rowpolicy", "columnrule", "tablerule"])
def test_its_list_opens_with_something_in_it(dev, insights, page):
    rows_of(insights, "DELI")
    ColumnRule.objects.create(team=insights, table=BASKETS, column="INCOME")
    TableRule.objects.create(table=BASKETS)
    assert dev.get(f"/admin/access/{page}/").status_code == 200


def test_every_change_of_what_a_team_sees_is_kept_with_who_and_from_what_to_what(dev, people, insights):
    form = {"team": insights.pk, "table": BASKETS, "column": "DEPARTMENT", "values": "DELI"}
    dev.post("/admin/access/rowpolicy/add/", form)
    dev.post(f"/admin/access/rowpolicy/{RowPolicy.objects.get().pk}/change/", {**form, "values": "DELI\nMEAT"})
    dev.post(f"/admin/access/rowpolicy/{RowPolicy.objects.get().pk}/delete/", {"post": "yes"})
    events = Event.objects.filter(kind=Kind.PERMISSION, facts__what="row policy").order_by("pk")
    assert [(each.person_name, each.team, each.facts["action"]) for each in events] == [
        ("dev", "Shopper insights", "added"),
        ("dev", "Shopper insights", "changed"),
        ("dev", "Shopper insights", "removed"),
    ]
    assert events[1].facts["changes"] == {"values": [["DELI"], ["DELI", "MEAT"]]}


def page(client: Client) -> ReportPage:
    """The report's page, open in this person's browser."""

    def post(address, body):
        return client.post(address, json.dumps(body), content_type="application/json")

    return ReportPage(lambda address: json.loads(client.get(address).content), post)


# ------------------------------------------------------------------ what the page says of it


def test_the_page_says_of_which_tables_one_sees_a_part_and_which(ana, insights):
    TableRule.objects.create(table=BASKETS, governed=True)
    rows_of(insights, "DELI", "MEAT")
    ColumnRule.objects.create(team=insights, table=BASKETS, column="HOUSEHOLD_ID", how="masked")
    told = ana.get(f"/reports/{REPORT}/").content.decode()
    assert "Limited to what you may see" in told
    assert "rows where DEPARTMENT is DELI or MEAT, with HOUSEHOLD_ID masked" in told


def test_the_page_says_so_when_one_sees_no_row(ana):
    TableRule.objects.create(table=BASKETS, governed=True)
    assert "<dd>no row</dd>" in ana.get(f"/reports/{REPORT}/").content.decode()


def test_the_page_says_nothing_of_limits_where_there_are_none_on_what_it_reads(ana):
    TableRule.objects.create(table="LOYALTY.COUPONS", governed=True)
    assert "Limited to what you may see" not in ana.get(f"/reports/{REPORT}/").content.decode()


def test_an_empty_chart_under_a_policy_does_not_blame_the_filters_alone(ana):
    TableRule.objects.create(table=BASKETS, governed=True)
    report = page(ana)
    report.refresh()
    assert "Nothing matches among the rows that you may see." in str(report.slice("categories"))
