"""Why: a page for each person, report and table, in the words of `manage.py whocan`."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.access.models import Attribute, ColumnRule, Grant, Membership, RowPolicy, TableRule, User
from portal.catalog.models import Entry
from querylog.models import Statement
from tests.conftest import REPORT
from tests.portal.review.pages import page_of, text_of

BASKETS = "LOYALTY.BASKETS"


@pytest.fixture
def ana_page(cleo, people):
    return lambda **asked: text_of(page_of(cleo, f"/access/people/{people['ana'].pk}/", **asked))


def test_a_persons_page_says_through_which_team_and_by_whom(ana_page, insights):
    Grant.objects.filter(team=insights).update(until="2030-06-30", granted_by="dev", granted_at="2026-11-01T09:00Z")
    RowPolicy.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", values=["DELI", "MEAT"])
    said = ana_page()
    assert "1 report is open" in said
    assert "Shopper insights : download, until 30 Jun 2030 granted by dev on 1 Nov 2026" in said
    assert f"{BASKETS} rows where DEPARTMENT is DELI or MEAT Category performance" in said


def test_of_a_cell_it_says_first_whether_the_report_is_open(ana_page, insights):
    assert "Category performance is open to Ana Moreno: Download no end" in ana_page(report=REPORT)
    said = ana_page(report="gallery")
    assert "is not open to Ana Moreno: none of the person's teams has a grant of it: Shopper insights." in said


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda user: Membership.objects.filter(user=user).delete(), "not in any team"),
        (lambda user: User.objects.filter(pk=user.pk).update(is_active=False), "the account is switched off"),
        (lambda user: Entry.objects.update(archived=True), "the report is closed to everybody: archived"),
        (
            lambda user: Grant.objects.update(until=timezone.localdate() - timedelta(days=1)),
            "the grant has ended: Shopper insights until",
        ),
    ],
    ids=["in no team", "switched off", "archived", "ended"],
)
def test_it_says_why_a_report_is_closed(ana_page, people, change, why):
    change(people["ana"])
    assert f"Category performance is not open to Ana Moreno: {why}" in ana_page(report=REPORT)


def test_a_persons_page_says_when_a_report_was_last_opened_and_how_often(ana_page, people, opened):
    for days in (2, 5, 91):
        opened(people["ana"], REPORT, days=days)
    day = timezone.now() - timedelta(days=2)
    assert f"opened {day.day} {day:%b %Y} 2 times in 90 days" in ana_page()


def test_a_reports_page_says_who_may_and_who_may_not(cleo, people, insights):
    Membership.objects.create(team=insights, user=people["ben"])
    User.objects.filter(pk=people["ben"].pk).update(is_active=False)
    said = text_of(page_of(cleo, f"/access/reports/{REPORT}/"))
    assert "3 people may open it" in said
    assert "Fay Lindqvist fay View no end Finance : view, no end granted by createpeople on" in said
    assert f"{BASKETS} : all rows" in said
    assert "Ben Okafor ben : the account is switched off" in said


def test_on_a_reports_page_people_are_found_by_name_and_team(cleo):
    assert "Fay Lindqvist" not in text_of(page_of(cleo, f"/access/reports/{REPORT}/", q="insights"))
    assert "Ana Moreno" in text_of(page_of(cleo, f"/access/reports/{REPORT}/", q="insights"))
    assert "1 with “fay”" in text_of(page_of(cleo, f"/access/reports/{REPORT}/", q="fay"))


def test_a_tables_page_says_who_sees_which_rows(cleo, people, insights):
    TableRule.objects.create(table=BASKETS)
    RowPolicy.objects.create(team=insights, table=BASKETS, column="BRAND", attribute="brand")
    Attribute.objects.create(user=people["ana"], name="brand", value="Private")
    said = text_of(page_of(cleo, f"/access/tables/{BASKETS}/"))
    assert "Governed: a team sees the rows of its policies." in said
    assert "Ana Moreno ana rows where BRAND is Private Category performance , Shopper insights" in said
    assert "Fay Lindqvist fay no row" in said


def test_a_column_is_told_by_how_it_is_seen(cleo, people, insights):
    ColumnRule.objects.create(team=insights, table=BASKETS, column="DEPARTMENT", how="masked")
    said = text_of(page_of(cleo, f"/access/tables/{BASKETS}/", column="department"))
    assert "Ana Moreno ana masked in all rows" in said
    assert "Fay Lindqvist fay all rows" in said


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("baskets", f"/access/tables/{BASKETS}/"),
        ("loyalty.baskets.brand", f"/access/tables/{BASKETS}/?column=BRAND"),
    ],
)
def test_a_table_or_a_column_is_found_by_its_name(cleo, name, address):
    assert cleo.get("/access/tables/", {"name": name}).url == address


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/access/people/99999999999999999999/", "Nobody has this number."),
        ("/access/reports/no-such-report/", "No report is called no-such-report."),
        ("/access/tables/LOYALTY.BASKET/", "Did you mean LOYALTY.BASKETS?"),
        (f"/access/tables/{BASKETS}/?column=BRANT", "Did you mean BRAND?"),
        ("/access/tables/?name=basket", "The warehouse has no table basket."),
        ("/access/tables/%3Cscript%3E/", "The warehouse has no table <script>."),
    ],
)
def test_what_there_is_not_gets_a_sentence(cleo, address, sentence):
    answer = cleo.get(address)
    assert answer.status_code == 404
    assert sentence in text_of(answer.content.decode())


def test_the_history_of_changes_is_linked_for_those_who_may_read_it(cleo, dev, people):
    address = f"/access/people/{people['ana'].pk}/"
    assert f'href="/audit/people/{people["ana"].pk}/"' in page_of(cleo, address)
    people["cleo"].user_permissions.remove(*people["cleo"].user_permissions.filter(codename="view_statement"))
    assert "/audit/" not in page_of(cleo, address)


def test_reading_it_asks_snowflake_nothing(cleo, people):
    person = f"/access/people/{people['ana'].pk}/"
    for address in ("/access/", person, f"/access/reports/{REPORT}/", f"/access/tables/{BASKETS}/"):
        page_of(cleo, address)
    assert not Statement.objects.exists()
