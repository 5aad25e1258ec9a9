"""The calls of a report's page. The browser writes them whole, so each value in them may be anything."""

import json
import uuid

import pytest
from django.test import Client

from portal.access.models import Grant
from querylog.models import Statement
from tests.report_page import UPDATE, ReportPage

NOT_YOURS = "This result is not yours to read"
UNKNOWN = "sent something that this report does not know"


def text_of(panel: dict) -> str:
    return json.dumps(panel, ensure_ascii=False)


def bases() -> int:
    return Statement.objects.filter(purpose="base").count()


def test_refresh_runs_one_base_and_gives_a_handle(page: ReportPage):
    answer = page.refresh(department=["DELI"])
    assert answer["run"]["data"]["state"] == "ready"
    assert "Department is DELI" in answer["summary"]["children"]
    assert bases() == 1


def test_a_slice_reads_the_stored_result_and_says_where_it_comes_from(page: ReportPage):
    page.refresh(department=["DELI"])
    panel = page.slice("over_time")
    assert [trace["name"] for trace in panel["over_time--figure"]["data"]["data"]] == ["DELI"]
    assert "RESULT_SCAN" in text_of(panel["over_time--proof"])
    assert bases() == 1


def test_a_table_comes_page_by_page_in_the_order_that_was_asked_for(page: ReportPage):
    page.refresh()
    answer = page.rows(startRow=100, sortModel=[{"colId": "PRODUCT_CATEGORY", "sort": "asc"}])
    rows = answer["categories--grid"]["getRowsResponse"]
    names = [row["PRODUCT_CATEGORY"] for row in rows["rowData"]]
    assert rows["rowCount"] > 200
    assert len(names) == 100
    assert names == sorted(names)


def test_a_pick_filters_the_others(page: ReportPage):
    page.refresh()
    before = page.slice("headline_sales")["headline_sales--figure"]["children"]
    page.values["picks", "data"] = [{"column": "department", "value": "DELI", "source": "over_time"}]
    assert page.slice("headline_sales")["headline_sales--figure"]["children"] != before


def test_what_can_be_chosen_is_asked_once_for_two_openings(ana: Client, open_page):
    for _ in range(2):
        assert open_page(ana).offers("brand")["values"]
    assert Statement.objects.filter(purpose="options", part="filters.brand").count() == 1


def test_a_handle_of_a_colleague_opens_nothing(page: ReportPage, rae: Client, open_page):
    page.refresh()
    stranger = open_page(rae)
    stranger.values["run", "data"] = page.values["run", "data"]
    panel = stranger.slice("over_time")
    assert NOT_YOURS in text_of(panel)
    assert "over_time--figure" not in panel


@pytest.mark.parametrize(
    "handle", [str(uuid.uuid4()), "x" * 100_000, {}, [], 7, None, {"a": {"b": 1}}, "'; drop table runs; --", "\ud800"]
)
def test_a_forged_handle_opens_nothing(page: ReportPage, handle):
    page.values["run", "data"] = {"run": handle, "state": "ready"}
    assert NOT_YOURS in text_of(page.slice("headline_sales"))


def test_after_the_grant_has_ended_every_call_is_refused(page: ReportPage):
    page.refresh()
    Grant.objects.all().delete()
    assert page.post(UPDATE, page.body("over_time--figure", changed="run.data")).status_code == 403


@pytest.mark.parametrize("value", ["DELI", [1, {"a": 2}], {"x": 1}, 12, True, ["a\0b"], [3], ["x" * 2000]])
def test_a_filter_value_that_makes_no_sense_is_a_sentence_and_runs_nothing(page: ReportPage, value):
    answer = page.refresh(department=value)
    assert "category-performance.department" in text_of(answer["strip"])
    assert bases() == 0


def test_a_value_that_looks_like_sql_is_a_value(page: ReportPage):
    page.refresh(department=["DELI') OR 1=1 --"])
    statement = Statement.objects.get(purpose="base")
    assert "OR 1=1" not in statement.sql
    assert "DELI') OR 1=1 --" in statement.binds


@pytest.mark.parametrize(
    "pick",
    [
        {"column": "household_id); drop table x; --", "value": 1, "source": "x"},
        {"column": ["a"], "value": 1, "source": "x"},
        {"column": "department", "value": {"a": 1}, "source": "x"},
        {"column": "department", "value": "a\x00b", "source": "x"},
    ],
)
def test_a_forged_pick_is_a_sentence(page: ReportPage, pick):
    page.refresh()
    page.values["picks", "data"] = [pick]
    panel = page.slice("over_time")
    assert "visual__trouble" in text_of(panel)
    assert "over_time--figure" not in panel


def test_forged_picks_that_are_no_list_are_none(page: ReportPage):
    page.refresh()
    page.values["picks", "data"] = {"not": "a list"}
    assert page.slice("over_time")["over_time--figure"]["data"]["data"]


@pytest.mark.parametrize("sort", [{"colId": "HOUSEHOLD_ID; --", "sort": "asc"}, {"colId": {"a": 1}}, "x", 5])
def test_a_forged_order_of_the_table_is_never_a_failure_of_ours(page: ReportPage, sort):
    page.refresh()
    page.values["categories--grid", "getRowsRequest"] = {"startRow": 0, "endRow": 100, "sortModel": [sort]}
    answer = page.post(UPDATE, page.body("categories--grid", changed="categories--grid.getRowsRequest"))
    assert answer.status_code == 200
    assert "went wrong on our side" not in answer.content.decode()  # it would stand beside the response


@pytest.mark.parametrize("change", ["output", "extra input", "missing state", "other id", "no outputs"])
def test_a_call_that_no_page_of_ours_makes_is_refused(page: ReportPage, change):
    body = page.body("run.data", changed="refresh.n_clicks")
    if change == "output":
        body["output"] = "secret.children"
    elif change == "extra input":
        body["inputs"].append({"id": "x", "property": "value", "value": 1})
    elif change == "missing state":
        body["state"].pop()
    elif change == "other id":
        body["state"][0]["id"] = "another"
    else:
        body["outputs"] = "nothing"
    response = page.post(UPDATE, body)
    assert response.status_code == 400
    assert UNKNOWN in response.json()["sentence"]
    assert bases() == 0


@pytest.mark.parametrize(
    "raw",
    [b"", b"not json", b"[]", b"null", b'{"output": []}', b"[" * 100_000, b"\xff\xfe", b"{" + b" " * 3_000_000 + b"}"],
)
def test_a_body_that_is_no_call_is_refused(ana: Client, page: ReportPage, raw):
    assert ana.post(UPDATE, data=raw, content_type="application/json").status_code in (400, 413)


def test_a_call_without_its_token_is_refused(ana: Client, people, page: ReportPage):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["ana"])
    body = page.body("run.data", changed="refresh.n_clicks")
    assert strict.post(UPDATE, data=body, content_type="application/json").status_code == 403
    assert bases() == 0


def test_an_answer_is_kept_by_no_cache(page: ReportPage):
    response = page.post(UPDATE, page.body("run.data", changed="refresh.n_clicks"))
    assert response["Cache-Control"] == "no-store, private"
