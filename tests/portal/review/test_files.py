"""The review as a file for auditors: every line with its reason, safe in a spreadsheet, and on record."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.access.models import ColumnRule, Grant, Membership, RowPolicy, Team
from querylog.models import Event, Kind
from tests.conftest import REPORT
from tests.portal.review.pages import csv_of, page_of, rows_of, text_of
from tests.reports.run.test_downloads import read_xlsx

pytestmark = pytest.mark.usefixtures("people")


def test_a_line_says_all_that_is_known_of_a_person_and_a_report(cleo, people, insights, opened):
    Grant.objects.filter(team=insights).update(until="2030-06-30", granted_by="dev", granted_at="2026-11-01T09:00Z")
    RowPolicy.objects.create(team=insights, table="LOYALTY.BASKETS", column="DEPARTMENT", values=["DELI"])
    ColumnRule.objects.create(team=insights, table="LOYALTY.BASKETS", column="INCOME", how="masked")
    opened(people["ana"], REPORT, days=100)
    opened(people["ana"], REPORT, days=4)
    (line,) = csv_of(cleo, person="ana@", report=REPORT)
    day = timezone.now() - timedelta(days=4)
    assert line.pop("last opened").startswith(f"{day:%Y-%m-%d}")
    assert line == {
        "person": "ana",
        "name": "Ana Moreno",
        "active": "yes",
        "teams": "Shopper insights",
        "report": REPORT,
        "title": "Category performance",
        "area": "Shopper insights",
        "right": "download",
        "until": "2030-06-30",
        "granted by": "dev",
        "granted at": "2026-11-01 09:00",
        "sees of the tables": "LOYALTY.BASKETS: rows where DEPARTMENT is DELI, with INCOME masked",
        "opened in 90 days": "1",
    }


def test_who_comes_through_two_teams_has_both_in_her_line(cleo, people):
    Membership.objects.create(team=Team.objects.get(name="Finance"), user=people["ana"])
    (line,) = csv_of(cleo, person="ana@", report=REPORT)
    assert (line["teams"], line["right"]) == ("Finance, Shopper insights", "download")
    assert line["granted by"] == "createpeople, createpeople"


def test_to_whom_nothing_is_open_is_in_it_with_a_line_that_says_so(cleo, people):
    people["fay"].is_active = False
    people["fay"].save()
    lines = {line["person"]: line for line in csv_of(cleo)}
    assert {name: (line["right"], line["active"]) for name, line in lines.items()} == {
        "ana": ("download", "yes"),
        "ben": ("none", "yes"),
        "cleo": ("none", "yes"),
        "dev": ("none", "yes"),
        "fay": ("none", "no"),
        "rae": ("download", "yes"),
    }
    assert lines["ben"]["teams"] == "Offers"


@pytest.mark.parametrize("asked", [{}, {"only": "on"}, {"team": "insights"}, {"person": "nobody"}])
def test_its_people_are_the_rows_of_the_page(cleo, asked):
    assert list(dict.fromkeys(line["name"] for line in csv_of(cleo, **asked))) == list(rows_of(page_of(cleo, **asked)))


def test_for_excel_it_has_the_same_lines_and_a_sheet_about_it(cleo):
    answer = cleo.get("/access/access-review.xlsx", {"only": "on"})
    sheets = read_xlsx(b"".join(answer.streaming_content))
    assert ["Filters", "only with access"] in sheets["About"]
    head, *rows = sheets["Rows"]
    lines = csv_of(cleo, only="on")
    assert head == list(lines[0])
    assert [row[0] for row in rows] == [line["person"] for line in lines] == ["ana", "fay", "rae"]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A1", "@SUM(1)", "+1", "-1", "\tx"])
def test_a_name_that_a_spreadsheet_would_run_is_a_text(cleo, people, insights, name):
    Team.objects.filter(pk=insights.pk).update(name=name)
    people["ana"].first_name, people["ana"].last_name = name, ""
    people["ana"].save()
    (line,) = csv_of(cleo, person="ana@", report=REPORT)
    assert line["teams"] == f"'{name}"
    assert line["name"].startswith("'") or line["name"] == name.strip()


def test_that_it_was_taken_is_on_record_with_the_digest_of_what_was_taken(cleo, people):
    answer = cleo.get("/access/access-review.csv", {"team": "insights"})
    content = b"".join(answer.streaming_content)
    event = Event.objects.filter(kind=Kind.DOWNLOADED).latest("pk")
    assert (event.person_id, event.report) == (people["cleo"].pk, "")
    assert event.facts["sha256"] == hashlib.sha256(content).hexdigest()
    assert (event.facts["rows"], event.facts["bytes"]) == (2, len(content))
    assert event.facts["filters"] == "team holds “insights”"
    assert "access review as csv: finished, filters: team holds “insights”, 2 rows" in text_of(
        page_of(cleo, f"/audit/people/{people['cleo'].pk}/")
    )


def test_what_can_not_be_put_on_record_is_not_given(cleo):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("REVOKE INSERT ON querylog_event FROM portico_app")
        cursor.execute("SET LOCAL ROLE portico_app")
    answer = cleo.get("/access/access-review.csv")
    assert answer.status_code == 503
    assert "nothing leaves the portal that is not on record" in answer.content.decode()


def test_a_filter_that_can_not_be_meant_leads_to_the_page_that_says_so(cleo):
    answer = cleo.get("/access/access-review.csv", {"unused": "many"})
    assert answer.url == "/access/?unused=many"


def test_another_kind_of_file_there_is_not(cleo):
    assert cleo.get("/access/access-review.docx").status_code == 404


def test_no_cache_keeps_it(cleo):
    assert cleo.get("/access/access-review.csv")["Cache-Control"] == "no-store, private"
