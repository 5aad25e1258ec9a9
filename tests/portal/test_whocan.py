"""`manage.py whocan`: what it says of a person and a report is what she gets, and the reason is the true one."""

import io
import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.access import answers
from portal.access.guard import viewer_for
from portal.access.models import Attribute, ColumnRule, Grant, Membership, RowPolicy, TableRule, Team, User
from portal.catalog.models import Entry
from portal.testing import ReportTest
from reports import registry, schema
from reports.schema import Schema
from tests.conftest import REPORT, signed_in

BASKETS, INCOME = "LOYALTY.BASKETS", "LOYALTY.BASKETS.INCOME"
NO_RUN = UUID(int=7)

pytestmark = pytest.mark.usefixtures("people")


def whocan(*args, **options):
    out = io.StringIO()
    call_command("whocan", *args, stdout=out, **options)
    return out.getvalue()


def told(*args):
    return json.loads(whocan(*args, "--json"))


@pytest.fixture
def insights():
    return Team.objects.get(name="Shopper insights")


@pytest.fixture
def a_mixed_world(people, insights):
    """Grants of every kind: ended, ending today, of an archived report, through two teams, to people switched off."""
    offers, finance = (Team.objects.get(name=name) for name in ("Offers", "Finance"))
    today = timezone.localdate()
    Membership.objects.create(team=finance, user=people["ana"])
    Membership.objects.create(team=finance, user=people["cleo"])
    Grant.objects.create(team=offers, report="lapsed-buyers", until=today)
    Grant.objects.create(team=offers, report=REPORT, until=today - timedelta(days=1))
    Grant.objects.create(team=finance, report="lapsed-buyers", can_download=True, until=today - timedelta(days=1))
    Grant.objects.create(team=finance, report="spend-bands")
    Grant.objects.create(team=insights, report="spend-bands", can_download=True, until=today + timedelta(days=3))
    Grant.objects.create(team=insights, report="sales-cube", can_download=True)
    Grant.objects.create(team=insights, report="no-such-report")
    Grant.objects.create(team=offers, report="shopping-clock")
    Entry.objects.filter(slug="sales-cube").update(archived=True)
    Entry.objects.filter(slug="offer-performance").update(listed=False)
    TableRule.objects.create(table=BASKETS)
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["DELI"])
    RowPolicy.objects.create(team=finance, table=BASKETS, column="BRAND", attribute="brand")
    ColumnRule.objects.create(team=insights, table=BASKETS, column="INCOME", how="masked")
    Attribute.objects.create(user=people["cleo"], name="brand", value="Private")
    people["fay"].is_active = False
    people["fay"].save()


def test_what_it_says_is_what_each_person_gets_of_each_report(people, a_mixed_world):
    said, got = {}, {}
    for name, user in people.items():
        may = {each.report.slug: each.right for each in answers.of_person(user).may}
        client = signed_in(user)
        for report in registry.all():
            said[name, report.slug] = may.get(report.slug, "none")
            got[name, report.slug] = what_the_portal_gives(client, report.slug)
    assert said == got
    assert set(said.values()) == {"none", "view", "download"}


def what_the_portal_gives(client, slug):
    if client.get(f"/reports/{slug}/").status_code != 200:
        return "none"
    file = client.get(f"/reports/{slug}/download/{NO_RUN}/none.csv")
    return "view" if file.status_code == 403 else "download"


def test_it_says_the_same_of_a_report_as_of_each_person(people, a_mixed_world):
    of_reports = {
        (each.person.username, slug, each.right)
        for slug, report in answers.known_reports().items()
        for each in answers.of_report(report).may
    }
    of_people = {
        (name, each.report.slug, each.right) for name, user in people.items() for each in answers.of_person(user).may
    }
    assert of_reports == of_people


def test_the_rows_and_columns_that_it_names_are_those_that_the_guard_applies(people, a_mixed_world):
    of_people = [each for user in people.values() for each in answers.of_person(user).may]
    assert len({each.policy.fingerprint for each in of_people}) > 2
    for each in of_people:
        viewer = viewer_for(each.person, each.report.slug)
        assert each.policy.fingerprint == viewer.policy.fingerprint
        assert each.policy.said == viewer.policy.said
        assert each.through[0].team == viewer.team


def test_what_it_says_of_a_tables_rows_is_what_a_report_shows(people, a_mixed_world):
    look = next(each for each in told("table", BASKETS)["sees"] if each["person"] == "rae" and REPORT in each["by"])
    answer = ReportTest(REPORT).as_user(people["rae"]).set(purchased_on={"preset": "all time"}).refresh()
    assert look["shares"][0]["rows"] == [{"column": "DEPARTMENT", "values": ["DELI"]}]
    assert {row["DEPARTMENT"] for row in answer.rows["categories"]} == {"DELI"}


def test_a_report_is_told_with_who_may_open_it_through_what_and_what_she_sees(insights):
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["DELI", "MEAT"])
    Grant.objects.filter(team=insights).update(until="2030-06-30", granted_by="dev", granted_at="2026-11-01T09:00Z")
    said = whocan("report", REPORT)
    assert said.splitlines()[0] == "Category performance (category-performance) [certified]"
    assert "3 people may open it." in said
    ana = said[said.index("\nana") + 1 : said.index("\nfay")].splitlines()
    assert ana[:3] == [
        "ana  Ana Moreno: download, until 2030-06-30",
        "  through Shopper insights: download, until 2030-06-30, granted by dev on 2026-11-01",
        "  sees LOYALTY.BASKETS: rows where DEPARTMENT is DELI or MEAT",
    ]
    assert "ben" not in said


def test_a_download_that_ends_before_the_view_does_is_told_as_both(people, insights):
    Membership.objects.create(team=Team.objects.get(name="Finance"), user=people["ana"])
    Grant.objects.filter(team=insights).update(until="2030-06-30")
    assert "ana  Ana Moreno: download, until 2030-06-30, then view no end" in whocan("report", REPORT)


def test_all_names_those_who_may_not_and_why(people, a_mixed_world):
    said = whocan("report", REPORT, "--all")
    yesterday = timezone.localdate() - timedelta(days=1)
    assert f"  ben: the grant has ended: Offers until {yesterday}" in said
    assert "  fay: the account is switched off" in said
    assert "  fay:" not in whocan("report", REPORT)


def test_an_archived_report_is_open_to_nobody_and_says_so(a_mixed_world):
    said = whocan("report", "sales-cube", "--all")
    assert "[archived]" in said.splitlines()[0]
    assert "0 people may open it." in said
    assert "ana: the report is closed to everybody: archived" in said


def test_a_report_may_be_named_by_its_title():
    assert whocan("report", "Category performance") == whocan("report", REPORT)


def test_a_table_is_told_with_who_sees_which_rows_of_it_in_which_reports(people, a_mixed_world):
    said = whocan("table", BASKETS)
    assert said.splitlines()[0] == "LOYALTY.BASKETS: governed: a team sees the rows of its policies"
    assert "ben  Ben Okafor: no row\n  in lapsed-buyers (through Offers)" in said
    assert "cleo  Cleo Marsh: rows where BRAND is Private" in said
    # Ana has no brand of her own, and sees by Finance nothing more than her team's rows.
    assert "ana  Ana Moreno: rows where DEPARTMENT is DELI, with INCOME masked" in said


def test_a_column_is_told_by_how_it_is_seen(people, a_mixed_world):
    looks = {(each["person"], each["of_the_column"]) for each in told("table", INCOME)["sees"]}
    assert ("rae", "masked in rows where DEPARTMENT is DELI") in looks
    assert all(who != "rae" or "masked" in words for who, words in looks)


def test_a_column_is_asked_of_reports_that_read_it_alone():
    readers = {each["slug"] for each in told("table", "LOYALTY.BASKETS.COUPON_DISC")["reports"]}
    assert readers < {each["slug"] for each in told("table", BASKETS)["reports"]}


def test_a_table_without_its_schema_is_the_one_of_that_name():
    assert whocan("table", "baskets") == whocan("table", BASKETS)


@pytest.fixture
def a_view(monkeypatch):
    """LOYALTY.BASKETS, as if it were a view of the transactions."""
    real = schema.snapshot()

    def with_the_view(sql="create view BASKETS as select * from TRANSACTIONS join loyalty.PRODUCTS using (product_id)"):
        found = Schema(real.tables, {BASKETS: sql})
        for module in ("reports.lineage", "portal.access.sight", "portal.access.policies"):
            monkeypatch.setattr(f"{module}.snapshot", lambda: found)

    return with_the_view


def test_a_view_counts_as_the_tables_that_it_reads(a_view, insights):
    a_view()
    RowPolicy.objects.create(team=insights, table="LOYALTY.PRODUCTS", column="BRAND", values=["Private"])
    assert "ana  Ana Moreno: rows where BRAND is Private" in whocan("table", "LOYALTY.PRODUCTS")
    assert "sees LOYALTY.PRODUCTS: rows where BRAND is Private" in whocan("report", REPORT)


def test_what_is_said_of_a_view_decides_for_the_tables_that_it_reads(a_view, insights):
    a_view()
    TableRule.objects.create(table="LOYALTY.PRODUCTS")
    RowPolicy.objects.create(team=insights, table=BASKETS, column="BRAND", values=["Private"])
    said = whocan("table", "LOYALTY.PRODUCTS")
    assert "ana  Ana Moreno: rows where BRAND is Private (by LOYALTY.BASKETS)" in said
    assert "fay  Fay Lindqvist: no row" in said


def test_a_view_whose_sql_is_not_known_is_named(a_view):
    a_view(sql="")
    assert "Not known: what is read through LOYALTY.BASKETS." in whocan("table", "LOYALTY.PRODUCTS")


def test_a_person_is_told_with_teams_rights_reports_and_tables(people, a_mixed_world):
    said = whocan("person", "ana")
    assert "Teams\n  Finance, by hand\n  Shopper insights, lead, by hand" in said
    assert "Category performance (category-performance) [certified]: download, no end" in said
    assert "  LOYALTY.BASKETS: rows where DEPARTMENT is DELI" in said
    assert "  sales-cube: the report is closed to everybody: archived" in said


def test_a_persons_rights_are_told_with_where_they_come_from():
    assert "Can view statement (given to the person)" in whocan("person", "cleo")
    assert "no report is open by that (superuser)" in whocan("person", "dev")


def test_a_switched_off_person_may_do_nothing(people, a_mixed_world):
    said = told("person", "fay")
    assert (said["active"], said["may"], said["rights"], said["sees"]) == (False, [], [], [])


def test_for_scripts_it_is_json_with_every_value(insights):
    many = [f"BRAND {number}" for number in range(20)]
    RowPolicy.objects.create(team=insights, table=BASKETS, column="BRAND", values=many)
    ana = told("report", REPORT)["may"][0]
    assert ana["through"][0]["team"] == "Shopper insights"
    assert ana["sees"][0]["shares"][0]["rows"][0]["values"] == many
    assert "or one of 14 more" in whocan("report", REPORT)


@pytest.mark.parametrize(
    ("what", "name", "words"),
    [
        ("report", "category-performence", "No report is called category-performence. Did you mean category-performan"),
        ("table", "LOYALTY.BASKET", "The warehouse has no table LOYALTY.BASKET. Did you mean LOYALTY.BASKETS?"),
        ("table", "LOYALTY.BASKETS.BRANT", "LOYALTY.BASKETS has no column BRANT. Did you mean BRAND?"),
        ("person", "anna", "Nobody signs in as anna. Did you mean ana?"),
    ],
)
def test_a_name_that_nothing_has_is_answered_with_the_nearest(what, name, words):
    with pytest.raises(CommandError) as refused:
        whocan(what, name)
    assert words in str(refused.value)


def test_how_often_the_database_is_asked_does_not_depend_on_how_many_people_there_are(
    insights, django_assert_max_num_queries
):
    some = User.objects.bulk_create([User(username=f"p{number}") for number in range(50)])
    Membership.objects.bulk_create([Membership(team=insights, user=each) for each in some])
    with django_assert_max_num_queries(8):
        assert len(answers.of_table(BASKETS).looks) > 50
