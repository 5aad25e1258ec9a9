"""The whole path, as a newcomer walks it."""

import re
import time
from typing import Any

import pytest
import snowflake.connector
from django.conf import settings
from playwright.sync_api import Page, expect

from querylog.models.statements import with_results
from tests.browser.steps import (
    choose,
    click_bar,
    click_line,
    compare,
    kpi,
    open_proof,
    open_report,
    refresh,
    settled,
    sign_in,
    table_rows,
)
from tests.web import Portal

QUERY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_from_sign_in_to_a_slice_and_every_statement_is_in_the_log(ana: Page, portal: Portal):
    ana.get_by_role("article").get_by_role("link", name="Category performance").click()
    expect(ana.locator("#pending")).to_have_text("Press Refresh to run.")

    choose(ana, "department", "GROCERY", "PRODUCE")
    refresh(ana)
    expect(ana.locator("#summary")).to_contain_text("Department is GROCERY or PRODUCE")
    expect(ana.locator("#over_time .scatterlayer .trace")).to_have_count(2)
    everything = kpi(ana, "Sales").inner_text()

    click_line(ana, 1)
    expect(ana.locator("#chips")).to_contain_text("Department: PRODUCE")
    settled(ana)
    expect(table_rows(ana).filter(has_text="GROCERY")).to_have_count(0)
    expect(kpi(ana, "Sales")).not_to_have_text(everything)

    proof = open_proof(ana, "over_time")
    expect(proof).to_contain_text(QUERY_ID)
    expect(proof.locator("pre")).to_contain_text("RESULT_SCAN")

    ana.close()
    until = time.monotonic() + 10  # the keeper asks Snowflake, too: it may be between two of its steps
    while (kept := in_the_log(portal)) != (there := in_the_warehouse(portal)) and time.monotonic() < until:
        time.sleep(0.5)
    assert kept == there


def test_a_click_on_a_bar_filters_the_others_and_a_second_one_takes_it_back(ana: Page):
    open_report(ana)
    refresh(ana)
    before = kpi(ana, "Sales").inner_text()

    click_bar(ana, 1)
    expect(ana.locator("#chips button")).to_have_count(1)
    expect(kpi(ana, "Sales")).not_to_have_text(before)

    ana.locator("#chips button").click()
    expect(kpi(ana, "Sales")).to_have_text(before)


def test_refresh_is_the_only_thing_that_runs_the_base(ana: Page, portal: Portal):
    open_report(ana)
    refresh(ana)
    bases = number_of_bases(portal)

    click_bar(ana, 0)
    settled(ana)
    choose(ana, "brand", "Private")
    table_rows(ana).first.click()
    ana.get_by_role("columnheader", name="Units").click()
    settled(ana)

    assert number_of_bases(portal) == bases


def test_what_is_not_applied_yet_is_said(ana: Page):
    open_report(ana)
    refresh(ana)
    choose(ana, "brand", "Private")
    expect(ana.locator("#pending")).to_have_text("1 change not applied")

    refresh(ana)
    expect(ana.locator("#pending")).to_have_text("Up to date.")


def test_reset_brings_the_defaults_back(ana: Page):
    open_report(ana)
    refresh(ana)
    choose(ana, "brand", "Private")
    expect(ana.locator("#pending")).to_have_text("1 change not applied")
    ana.get_by_role("button", name="Reset").click()
    expect(ana.locator("#pending")).to_have_text("Up to date.")


def test_ctrl_enter_presses_refresh(ana: Page):
    open_report(ana)
    ana.keyboard.press("Control+Enter")
    settled(ana)


def test_filters_that_match_nothing_say_so_in_every_visual(ana: Page):
    open_report(ana)
    compare(ana, "product_category", "contains", "no category is called so")
    ana.locator("#refresh").click()
    expect(ana.locator("#over_time .visual__empty")).to_contain_text("Nothing matches")
    expect(ana.locator("#categories .visual__empty")).to_contain_text("Nothing matches")


def test_the_sql_of_a_visual_can_be_copied(ana: Page):
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_report(ana)
    refresh(ana)
    proof = open_proof(ana, "headline_sales")
    proof.get_by_role("button", name="Copy the SQL").click()
    assert ana.evaluate("navigator.clipboard.readText()") == proof.locator("pre").inner_text()


def test_a_table_is_sorted_by_the_warehouse(ana: Page):
    open_report(ana)
    refresh(ana)
    ana.get_by_role("columnheader", name="Department").click()
    settled(ana)
    expect(table_rows(ana).first).to_contain_text("TRAVEL")


def test_charts_turn_dark_with_the_page(ana: Page):
    open_report(ana)
    refresh(ana)
    light = text_colour_of_chart(ana)
    ana.evaluate("document.documentElement.dataset.theme = 'dark'")
    ana.wait_for_function(
        "before => getComputedStyle(document.querySelector('#over_time .xtick text')).fill !== before", arg=light
    )


def test_a_person_without_the_grant_gets_403_at_the_reports_address(page: Page):
    sign_in(page, "ben")
    answer = page.goto("/reports/category-performance/")
    assert answer
    assert answer.status == 403
    expect(page.get_by_text("open to other teams")).to_be_visible()


def test_an_analyst_finds_a_statement_by_its_query_id(ana: Page, portal: Portal):
    open_report(ana)
    refresh(ana)
    query_id = QUERY_ID.search(open_proof(ana, "over_time").inner_text())
    assert query_id

    ana.context.clear_cookies()
    sign_in(ana, "cleo")
    ana.goto(f"/audit/?q={query_id[0]}")
    expect(ana.locator("tbody tr")).to_have_count(1)
    ana.locator("tbody tr a").first.click()
    expect(ana.get_by_label("SQL", exact=True)).to_contain_text("RESULT_SCAN")
    expect(ana.get_by_role("main")).to_contain_text("ana")


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_on_the_page_is_wider_than_the_screen(ana: Page, width: int):
    ana.set_viewport_size({"width": width, "height": 900})
    open_report(ana)
    if width == 390:
        ana.locator("#refresh").click()
        settled(ana)
    else:
        refresh(ana)
    assert ana.evaluate("document.documentElement.scrollWidth") <= width


def text_colour_of_chart(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.querySelector('#over_time .xtick text')).fill"))


def number_of_bases(portal: Portal) -> int:
    return int(portal.rows("select count(*) from querylog_statement where purpose = 'base'")[0][0])


def in_the_log(portal: Portal) -> dict[str, tuple[str, str]]:
    """Query ID to SQL and state, of every statement of this portal that Snowflake was given."""
    rows = portal.rows(
        """select b.query_id, t.sql, s.reads, e.status from querylog_statement s
           join querylog_sqltext t on t.id = s.text_id
           join querylog_submission b on b.statement_id = s.id
           left join querylog_ending e on e.statement_id = s.id"""
    )
    return {query_id: (with_results(sql, reads), status) for query_id, sql, reads, status in rows}


def in_the_warehouse(portal: Portal) -> dict[str, tuple[str, str]]:
    """The same from the stand-in's history: what carries the id of a statement of this portal, or no tag."""
    known = {str(row[0]) for row in portal.rows("select id from querylog_statement")}
    started = portal.rows(
        "select min(intended_at) from querylog_statement s join querylog_submission b on b.statement_id = s.id"
    )[0][0]
    with snowflake.connector.connect(**connection(), paramstyle="qmark") as warehouse:
        found = warehouse.cursor().execute(
            """select query_id, query_text, execution_status, query_tag from snowflake.account_usage.query_history
               where start_time >= ? and session_id <> current_session()""",
            [started],
        )
        rows = found.fetchall()
    ours = [row for row in rows if not row[3] or any(each in row[3] for each in known)]
    return {query_id: (sql, {"SUCCESS": "finished"}.get(status, "failed")) for query_id, sql, status, _ in ours}


def connection() -> dict[str, Any]:
    names = ("account", "user", "password", "host", "port", "protocol", "database", "schema")
    return {name: settings.SNOWFLAKE[name] for name in names}
