"""What is another's opens nothing: her handle, her query ID, her download links, her team's option lists."""

import json
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from portal.access.models import Grant, RowPolicy, TableRule, Team
from querylog.models import Statement, Submission
from tests.attempts.flood import OFFERS, calls_of
from tests.conftest import REPORT, signed_in
from tests.report_page import REPORT as PAGE
from tests.report_page import UPDATE, ReportPage
from tests.reports.embed.conftest import opened_by
from tests.reports.run.test_downloads import FORM, address, body, run_of

STRANGERS = ["ben", "cleo", "dev"]  # the report is closed to them
COLLEAGUES = ["fay", "rae"]  # it is open to them: to another team, and to Ana's own
MARK = "DELI"  # in each answer to what Ana asked
VISUALS = ["headline_sales", "over_time", "top_categories", "categories"]


@pytest.fixture
def page(ana) -> ReportPage:
    cache.clear()
    page = opened_by(ana)
    page.refresh(department=["DELI"])
    return page


@pytest.fixture
def browsers(people) -> dict[str, Client]:
    """All may download, so that nothing but the run itself is in the way."""
    Grant.objects.update(can_download=True)
    return {name: signed_in(people[name]) for name in (*STRANGERS, *COLLEAGUES)} | {"nobody": Client()}


def with_handle(page: ReportPage, handle: str) -> Iterator[dict]:
    """Every call of the page, with this in the place of its handle."""
    page.values["run", "data"] = {"run": handle, "state": "ready"}
    page.values["looked", "data"] = {"visual": "categories", "what": "behind"}
    page.values["rows--grid", "getRowsRequest"] = {"startRow": 0, "endRow": 100, "sortModel": []}
    page.values["categories--grid", "getRowsRequest"] = {"startRow": 0, "endRow": 100, "sortModel": []}
    page.values["refresh", "n_clicks"] = page.values["anew", "n_clicks"] = None
    yield from (call for call in calls_of(page) if "refresh.n_clicks" not in call["changedPropIds"])


def slices(asked_by: str = "") -> int:
    """How many statements have read a stored result, for this person or for anybody."""
    read = Statement.objects.filter(purpose__in=["slice", "export", "fetch", "cancel"])
    return read.filter(asked_by_name=asked_by).count() if asked_by else read.count()


def test_anas_own_calls_show_her_rows(page, ana):
    """Else the tests below would pass for any reason."""
    answers = [ana.post(UPDATE, call, content_type="application/json") for call in with_handle(page, handle_of(page))]
    assert sum(MARK in answer.content.decode() for answer in answers) >= 3
    assert slices() > 3


def handle_of(page: ReportPage) -> str:
    return page.values["run", "data"]["run"]


def query_ids(page: ReportPage) -> list[str]:
    """Of everything that was asked for Ana."""
    page.slice("over_time")
    return list(Submission.objects.values_list("query_id", flat=True))


@pytest.mark.parametrize("name", [*STRANGERS, *COLLEAGUES, "nobody"])
def test_anas_handle_opens_nothing_to_another_person_in_any_call(page, browsers, name):
    before = slices()
    for call in with_handle(page, handle_of(page)):
        answer = browsers[name].post(UPDATE, call, content_type="application/json")
        assert answer.status_code in ((200, 204) if name in COLLEAGUES else (302,) if name == "nobody" else (403,))
        assert "bdata" not in answer.content.decode() and '"rowData": [{' not in answer.content.decode()
        assert MARK not in answer.content.decode().replace("DELI'", "")
    assert slices() == before


@pytest.mark.parametrize("name", [*STRANGERS, *COLLEAGUES, "ana"])
def test_a_query_id_is_no_handle(page, browsers, ana, name):
    ids, before = query_ids(page), slices()
    browser = ana if name == "ana" else browsers[name]
    for query_id in ids:
        for call in with_handle(page, query_id):
            answer = browser.post(UPDATE, call, content_type="application/json")
            assert "bdata" not in answer.content.decode() and MARK not in answer.content.decode()
    assert slices() == before


@pytest.mark.parametrize("name", [*STRANGERS, *COLLEAGUES])
def test_a_query_id_in_the_place_of_a_value_is_a_value(page, browsers, name):
    (query_id, *_), before = query_ids(page), slices()
    scan = f"x') from table(result_scan('{query_id}')) --"
    for question in ({"search": scan}, {"keep": [scan]}, {"others": {"brand": [scan]}}, {"search": query_id}):
        browsers[name].post(
            OFFERS, {"part": "filters", "field": "department", **question}, content_type="application/json"
        )
    if name in COLLEAGUES:
        stranger = opened_by(browsers[name])
        stranger.refresh(department=[scan, query_id])
        stranger.values["picks", "data"] = [{"column": "department", "value": scan, "source": "x"}]
        stranger.slice("over_time")
        assert not Statement.objects.filter(asked_by_name=name, reads__contains=[query_id]).exists()
        assert not Statement.objects.filter(asked_by_name=name, text__sql__contains=query_id).exists()
    else:
        assert slices() == before


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("visual", VISUALS)
def test_a_link_to_anas_file_is_nobody_elses(people, browsers, visual, format):
    link = address(run_of(people["ana"], FORM), visual=visual, format=format)
    statuses = {name: browser.get(link).status_code for name, browser in browsers.items()}
    assert statuses == dict.fromkeys(STRANGERS, 403) | dict.fromkeys(COLLEAGUES, 404) | {"nobody": 302}
    assert not Statement.objects.filter(purpose="export").exists()
    assert body(signed_in(people["ana"]).get(link))


def test_a_link_of_one_report_is_none_of_another(people, browsers):
    Grant.objects.create(team=Team.objects.get(name="Shopper insights"), report="lapsed-buyers", can_download=True)
    link = address(run_of(people["ana"], FORM)).replace(REPORT, "lapsed-buyers")
    assert signed_in(people["ana"]).get(link).status_code == 404


@pytest.mark.parametrize("name", COLLEAGUES)
def test_anas_run_opens_on_nobody_elses_page(page, browsers, name):
    shown = browsers[name].get(PAGE, {"run": handle_of(page)}).content.decode()
    assert handle_of(page) not in shown and "back-to" not in shown


@pytest.mark.parametrize("name", COLLEAGUES)
def test_nobody_else_cancels_anas_run(page, browsers, name):
    for call in with_handle(page, handle_of(page)):
        if "cancel.n_clicks" in call["changedPropIds"]:
            call["inputs"][0]["value"] = 1
            browsers[name].post(UPDATE, call, content_type="application/json")
    assert not Statement.objects.filter(purpose="cancel").exists()


QUESTIONS = [
    {"field": "department"},
    {"field": "department", "search": "e"},
    {"field": "department", "keep": ["DELI", "MEAT", "GROCERY"]},
    {"field": "product_category"},
    {"field": "brand", "others": {"department": ["DELI"]}},
    {"field": "purchased_on", "bounds": True},
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: "-".join(question))
def test_what_was_kept_of_an_option_list_for_one_team_is_not_given_to_another(people, browsers, question):
    """Fay's team may see DELI; Ana's may see all, and has asked first."""
    cache.clear()
    TableRule.objects.create(table="LOYALTY.BASKETS", governed=True)
    RowPolicy.objects.create(team=Team.objects.get(name="Shopper insights"), table="LOYALTY.BASKETS")
    deli = {"table": "LOYALTY.BASKETS", "column": "DEPARTMENT", "values": ["DELI"]}
    RowPolicy.objects.create(team=Team.objects.get(name="Finance"), **deli)
    asked = {"part": "filters", **question}
    anas = offered(signed_in(people["ana"]), asked)
    kept = offered(browsers["fay"], asked)
    cache.clear()
    assert kept == offered(browsers["fay"], asked)
    if not question.get("bounds") and "others" not in question:
        assert kept != anas


def offered(browser: Client, asked: dict) -> dict:
    answer = browser.post(OFFERS, asked, content_type="application/json")
    assert answer.status_code == 200
    return json.loads(answer.content)
