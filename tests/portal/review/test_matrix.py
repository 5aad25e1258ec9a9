"""The matrix: who may open what, until when, when it was last opened; by people or by teams, and found by filters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.access.demo_people import permission_called
from portal.access.models import Grant, Membership, Team, User
from portal.catalog.models import Entry
from tests.conftest import REPORT, signed_in
from tests.portal.review.pages import MATRIX, open_cells, page_of, rows_of, text_of
from tests.portal.walking import addresses

PAGES = [address for address, _ in addresses() if address.startswith(MATRIX)]
CATEGORY = "Category performance"

pytestmark = pytest.mark.usefixtures("people")


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("address", PAGES)
def test_it_is_for_those_with_the_right_to_it_alone(ana, rae, address):
    for client in (ana, rae):
        refused = client.get(address)
        assert refused.status_code == 403
        assert "for those who review it" in refused.content.decode()


def test_analysts_and_superusers_have_the_right_and_the_link(ana, cleo, dev):
    assert [client.get(MATRIX).status_code for client in (cleo, dev)] == [200, 200]
    assert [f'href="{MATRIX}"' in client.get("/").content.decode() for client in (ana, cleo, dev)] == [
        False,
        True,
        True,
    ]
    assert f'href="{MATRIX}"' in dev.get("/admin/").content.decode()


def test_the_right_to_it_opens_no_report(people):
    people["ben"].user_permissions.add(permission_called("access.review_access"))
    ben = signed_in(people["ben"])
    assert ben.get(MATRIX).status_code == 200
    assert ben.get(f"/reports/{REPORT}/").status_code == 403
    assert ben.get("/audit/").status_code == 403


# ------------------------------------------------------------------ what a cell says


def test_a_cell_says_what_each_person_may_do_with_a_report(cleo):
    rows = rows_of(page_of(cleo, report=REPORT))
    said = {name: cells[CATEGORY] for name, cells in rows.items()}
    assert said == {
        "Ana Moreno": "download unused",
        "Ben Okafor": "not open",
        "Cleo Marsh": "not open",
        "Dev Patel": "not open",
        "Fay Lindqvist": "view unused",
        "Rae Tanaka": "download unused",
    }


def test_a_cell_says_until_when_and_whether_that_is_soon(cleo, insights):
    Grant.objects.filter(team=insights).update(until=timezone.localdate() + timedelta(days=9))
    page = page_of(cleo, report=REPORT)
    day = timezone.localdate() + timedelta(days=9)
    assert f"until {day.day} {day:%b %Y}".lower() in rows_of(page)["Ana Moreno"][CATEGORY]
    assert page.count('class="ends ends--soon"') == 3  # Ana's, Rae's, and the legend's


def test_a_cell_says_when_the_person_last_opened_the_report(cleo, people, opened):
    opened(people["ana"], REPORT, days=40)
    opened(people["ana"], REPORT, days=12)
    opened(people["rae"], REPORT, days=500)
    rows, day = rows_of(page_of(cleo, report=REPORT)), timezone.now() - timedelta(days=12)
    assert f"used {day.day} {day:%b %Y}".lower() in rows["Ana Moreno"][CATEGORY]
    assert "unused" in rows["Rae Tanaka"][CATEGORY]  # the log is looked at for thirteen months
    assert "unused" in rows["Fay Lindqvist"][CATEGORY]


def test_of_a_team_anybodys_use_counts(cleo, people, opened):
    opened(people["rae"], REPORT, days=3)
    rows = rows_of(page_of(cleo, by="teams", report=REPORT))
    assert rows["Shopper insights"][CATEGORY].startswith("download used")
    assert rows["Finance"][CATEGORY] == "view unused"
    assert rows["Offers"][CATEGORY] == "not open"


def test_who_is_switched_off_is_a_row_without_anything_open(cleo, people):
    people["fay"].is_active = False
    people["fay"].save()
    page = page_of(cleo)
    assert set(rows_of(page)["Fay Lindqvist"].values()) == {"not open"}
    assert "switched off" in page


def test_an_archived_report_is_no_column_and_is_named(cleo):
    Entry.objects.filter(slug=REPORT).update(archived=True)
    page = page_of(cleo)
    assert CATEGORY not in rows_of(page)["Ana Moreno"]
    assert f"open to nobody: {CATEGORY} (archived)" in text_of(page)


# ------------------------------------------------------------------ filters


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"person": "moreno"}, ["Ana Moreno"]),
        ({"person": "ana MORENO"}, ["Ana Moreno"]),
        ({"team": "insights"}, ["Ana Moreno", "Rae Tanaka"]),
        ({"team": "nobody's"}, []),
        ({"by": "teams", "person": "fay"}, ["Finance"]),
        ({"by": "teams", "team": "off"}, ["Offers"]),
        ({"only": "on"}, ["Ana Moreno", "Fay Lindqvist", "Rae Tanaka"]),
        ({"only": "on", "by": "teams"}, ["Finance", "Shopper insights"]),
    ],
)
def test_rows_are_found_by_person_team_and_access(cleo, asked, names):
    assert list(rows_of(page_of(cleo, **asked))) == names


def test_columns_are_found_by_title_slug_and_area(cleo):
    def titles(**asked):
        return set(rows_of(page_of(cleo, **asked)).get("Ana Moreno", {}))

    assert titles(report="category perf") == titles(report=REPORT) == {CATEGORY}
    Entry.objects.filter(slug=REPORT).update(area="Buying")
    assert titles(area="buy") == {CATEGORY}


@pytest.mark.parametrize("by", ["people", "teams"])
def test_what_was_not_opened_for_some_days_is_found(cleo, people, opened, by):
    opened(people["ana"], REPORT, days=20)
    assert "Ana Moreno" not in rows_of(page_of(cleo, unused=21))
    names = list(rows_of(page_of(cleo, by=by, unused=19)))
    assert names == (
        ["Ana Moreno", "Fay Lindqvist", "Rae Tanaka"] if by == "people" else ["Finance", "Shopper insights"]
    )
    assert "Shopper insights" not in rows_of(page_of(cleo, by="teams", unused=21))


@pytest.mark.parametrize("by", ["people", "teams"])
def test_what_ends_within_thirty_days_is_found(cleo, people, insights, by):
    grant = Grant.objects.filter(team=insights)
    grant.update(until=timezone.localdate() + timedelta(days=30))
    expected = ["Ana Moreno", "Rae Tanaka"] if by == "people" else ["Shopper insights"]
    assert list(rows_of(page_of(cleo, by=by, ending="on"))) == expected
    grant.update(until=timezone.localdate() + timedelta(days=31))
    assert rows_of(page_of(cleo, by=by, ending="on")) == {}


def test_a_download_that_ends_soon_is_found_though_the_view_goes_on(cleo, people, insights):
    Membership.objects.create(team=Team.objects.get(name="Finance"), user=people["ana"])
    Grant.objects.filter(team=insights).update(until=timezone.localdate() + timedelta(days=5))
    assert "Ana Moreno" in rows_of(page_of(cleo, ending="on"))


def test_what_goes_on_through_another_team_does_not_end(cleo, people, insights):
    Membership.objects.create(team=Team.objects.get(name="Finance"), user=people["ana"])
    Grant.objects.update(can_download=True)
    Grant.objects.filter(team=insights).update(until=timezone.localdate() + timedelta(days=5))
    assert list(rows_of(page_of(cleo, ending="on"))) == ["Rae Tanaka"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"unused": "many"}, "Enter a whole number."),
        ({"unused": "0"}, "greater than or equal to 1"),
        ({"unused": "9999"}, "less than or equal to 395"),
        ({"person": "x" * 200}, "at most 150 characters"),
        ({"team": "a\0b"}, "Null characters are not allowed."),
        ({"by": "rows"}, "Select a valid choice"),
    ],
)
def test_a_filter_that_can_not_be_meant_gets_a_sentence(cleo, asked, sentence):
    page = page_of(cleo, **asked)
    assert sentence in text_of(page)
    assert rows_of(page) == {}


@pytest.mark.parametrize(
    "asked", [{"row_page": "x"}, {"row_page": "-1"}, {"row_page": "99999"}, {"column_page": "7.5"}]
)
def test_a_page_that_there_is_not_is_the_nearest(cleo, asked):
    assert rows_of(page_of(cleo, **asked))


# ------------------------------------------------------------------ hostile names, many rows


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=cmd|' /C calc'!A1", "a&b?c=d#e \" '"])
def test_a_hostile_name_is_text_and_leads_where_it_should(cleo, people, insights, name):
    Team.objects.filter(pk=insights.pk).update(name=name)
    for page in (page_of(cleo), page_of(cleo, by="teams"), page_of(cleo, f"/access/people/{people['ana'].pk}/")):
        assert name in text_of(page)
        assert "<script>alert" not in page
    assert list(rows_of(page_of(cleo, by="teams", team=name))) == [name]


@pytest.fixture
def two_hundred_people():
    teams = Team.objects.bulk_create([Team(name=f"Team {number:02}", slug=f"team-{number}") for number in range(40)])
    people = User.objects.bulk_create([User(username=f"p{number:03}") for number in range(200)])
    Membership.objects.bulk_create(
        [
            Membership(team=teams[(place * 7 + more) % 40], user=each)
            for place, each in enumerate(people)
            for more in (0, 3)
        ]
    )
    Grant.objects.bulk_create(
        [Grant(team=each, report=slug) for each in teams for slug in ("gallery", "spend-bands", "sales-cube")]
    )


@pytest.mark.parametrize("asked", [{}, {"by": "teams"}, {"unused": 90, "ending": "on", "person": "p", "team": "Team"}])
def test_how_often_the_database_is_asked_does_not_depend_on_how_many_there_are(
    cleo, two_hundred_people, django_assert_max_num_queries, asked
):
    with django_assert_max_num_queries(20):
        page_of(cleo, **asked)


def test_many_people_are_on_pages_and_each_is_on_one(cleo, two_hundred_people):
    seen = [set(rows_of(page_of(cleo, row_page=number))) for number in range(1, 6)]
    assert [len(each) for each in seen] == [50, 50, 50, 50, 6]
    assert len(set.union(*seen)) == 206


def test_a_page_is_told_with_how_much_there_is_in_all(cleo, two_hundred_people):
    said = text_of(page_of(cleo, only="on", report="gallery"))
    assert "200 people × 1 report: 200 are as asked for, 0 to download and 200 to view" in said
    assert len(open_cells(rows_of(page_of(cleo, only="on", report="gallery")))) == 50
