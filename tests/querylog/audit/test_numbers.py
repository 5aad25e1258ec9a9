"""The pages of numbers: each number is of the period, leads to what is behind it, and needs no scan of the log."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from querylog.audit.numbers import heaviest, periods
from querylog.events import record
from querylog.models import Kind
from querylog.usage.days import today
from tests.querylog.audit.pages import text_of
from tests.querylog.usage.past import ANA, BEN, ago, asked, tallied

PAGES = ("", "tables/", "reports/", "heaviest/", "failing/", "unused/")
NOTHING = (
    "Nothing was asked in this period, or it is not summed up yet.",
    "Nobody of this name has read a table of this name in this period.",
    "No such report was asked in this period.",
    "No statement of this period has a number here yet.",
    "No statement of a report has failed in this period.",
    "LOYALTY.BASKETS never",
)


def page(client, part: str = "", **asked_for: str) -> str:
    answer = client.get(f"/audit/numbers/{part}", asked_for)
    assert answer.status_code == 200
    return answer.content.decode()


def searches(markup: str) -> list[str]:
    """Every search that the page leads to."""
    found = re.findall(r'href="(/audit/\?q=[^"]*)"', markup)
    return [parse_qs(urlsplit(unescape(each)).query)["q"][0] for each in found]


def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous):
    for part in PAGES:
        assert anonymous.get(f"/audit/numbers/{part}").url == f"/sign-in/?next=/audit/numbers/{part}"


def test_only_who_may_read_statements_sees_them(rae):
    for part in PAGES:
        assert rae.get(f"/audit/numbers/{part}").status_code == 403


def test_before_anything_was_asked_each_page_says_so(cleo):
    said = [text_of(page(cleo, part)) for part in PAGES]
    for words, told in zip(NOTHING, said, strict=True):
        assert words in told


def test_each_page_can_be_had_for_each_period(cleo):
    asked(ago(1), status="failed", error="It broke.")
    tallied(ago(1))
    for part in PAGES:
        for period in ("7", "28", "90", "365", f"{today():%Y-%m}"):
            page(cleo, part, period=period)


def test_a_period_that_is_none_is_said_and_the_usual_one_is_shown(cleo):
    for period in ("x", "0", "2026-13", "\0", "%ED%A0%80", "9" * 5000, "''"):
        told = text_of(page(cleo, "failing/", period=period))
        assert "is no period. Choose 7, 28, 90, 365 days, or a month such as" in told
        assert "the last 28 days" in told


def test_nothing_in_an_address_breaks_a_page(cleo):
    asked(ago(1))
    tallied(ago(1))
    for part in PAGES:
        for value in ("%00", "%ED%A0%80", "'", "%25", "9" * 400, "1:", "-1:x", "%C2%B2:x", "{{ 7*7 }}"):
            for name in ("find", "table", "after", "tables_after", "by", "month"):
                assert cleo.get(f"/audit/numbers/{part}?{name}={value}").status_code == 200


def test_the_overview_has_the_sums_of_the_period_and_of_no_other(cleo):
    asked(ago(1), times=3, seconds=2)
    asked(ago(1), person=BEN, status="failed", seconds=4)
    asked(ago(20), times=50)
    tallied(ago(1), ago(20))
    told = text_of(page(cleo, period="7"))
    assert "Statements 4 People 2 Reports 1 Failed 25 % Time 10.0 s" in told


def test_the_sums_lead_to_the_statements_of_the_period(cleo):
    asked(ago(1))
    tallied(ago(1))
    span = f"on:{ago(6)}..{today()}"
    found = searches(page(cleo, period="7"))
    assert span in found
    assert f"status:failed,lost {span}" in found
    assert f"user:ana.moreno {span}" in found
    assert f"table:LOYALTY.BASKETS {span}" in found


def test_a_month_leads_to_searches_of_that_month(cleo):
    asked(ago(0))
    tallied(ago(0))
    assert f"on:{today():%Y-%m}" in searches(page(cleo, period=f"{today():%Y-%m}"))


def test_who_reads_which_table_stands_in_a_cell_that_leads_there(cleo):
    asked(ago(1), times=3, tables=("LOYALTY.COUPONS",))
    asked(ago(1), person=BEN)
    tallied(ago(1))
    markup = page(cleo, "tables/", period="7")
    assert f"user:ana.moreno table:LOYALTY.COUPONS on:{ago(6)}..{today()}" in searches(markup)
    assert "ana.moreno 3 3 none" in text_of(markup)  # all, coupons, baskets
    assert "ben.okafor 1 none 1" in text_of(markup)


def test_a_person_who_is_not_among_the_first_is_found_by_name(cleo):
    asked(ago(1))
    asked(ago(1), person=BEN)
    tallied(ago(1))
    told = page(cleo, "tables/", find="KAFO")
    assert "ben.okafor" in told
    assert "ana.moreno" not in told


def test_the_rest_is_on_further_pages(cleo, monkeypatch):
    monkeypatch.setattr("querylog.audit.numbers.heat.PEOPLE", 1)
    asked(ago(1), times=2)
    asked(ago(1), person=BEN)
    tallied(ago(1))
    first = page(cleo, "tables/")
    onward = unescape(re.search(r'href="([^"]*)">Next people', first)[1])
    second = cleo.get(f"/audit/numbers/tables/{onward}").content.decode()
    assert 'scope="row">ana.moreno' in first
    assert 'scope="row">ben.okafor' in second
    assert "Next people" not in second


def test_each_bar_of_a_report_leads_to_its_day(cleo):
    asked(ago(1), times=2)
    tallied(ago(1))
    markup = page(cleo, "reports/", period="7")
    assert f"report:category-performance on:{ago(1)}" in searches(markup)
    assert f"<title>{ago(1):%-d %b %Y}: 2</title>" in markup
    assert markup.count("<title>") == 1 + 7  # the page's own


def test_a_long_period_has_a_bar_for_each_week(cleo):
    asked(ago(8), times=2)
    tallied(ago(8))
    assert f"report:category-performance on:{ago(13)}..{ago(7)}" in searches(page(cleo, "reports/", period="90"))


@pytest.mark.parametrize(("by", "first"), [("seconds", 0), ("bytes", 1), ("rows", 2)])
def test_the_heaviest_statements_come_first(cleo, by, first):
    ids = [
        *asked(ago(1), hour=1, seconds=900, scanned=1, rows=1),
        *asked(ago(1), hour=2, seconds=1, scanned=9_000_000_000, rows=2),
        *asked(ago(1), hour=3, seconds=2, scanned=2, rows=5_000_000),
    ]
    shown = re.findall(r"/audit/([0-9a-f-]{36})/", page(cleo, "heaviest/", by=by))
    assert shown[0] == str(ids[first])
    assert len(shown) == 3


def test_the_heaviest_are_those_of_the_period(cleo):
    asked(ago(9), seconds=900)
    assert "No statement of this period" in page(cleo, "heaviest/", period="7")


def test_a_failing_report_has_its_share_and_its_newest_error(cleo):
    asked(ago(2), status="failed", error="The first.")
    (newest,) = asked(ago(1), status="failed", error="The newest.")
    asked(ago(1), hour=12, times=2)
    tallied(ago(1), ago(2))
    markup = page(cleo, "failing/", period="7")
    assert "category-performance 2 50 %" in text_of(markup)
    assert "The newest." in markup
    assert "The first." not in markup
    assert f'href="/audit/{newest}/"' in markup
    assert f"report:category-performance status:failed,lost on:{ago(6)}..{today()}" in searches(markup)


def test_an_error_that_quotes_sql_is_not_shown_without_the_right_to_see_sql(cleo, people):
    asked(ago(1), status="failed", error="Snowflake can't run this query: no column INCOME. Tell the report's owner.")
    tallied(ago(1))
    assert "INCOME" in page(cleo, "failing/")
    people["cleo"].user_permissions.remove(people["cleo"].user_permissions.get(codename="see_sql"))
    assert "INCOME" not in page(cleo, "failing/")


def test_a_report_that_nobody_opens_is_named_with_when_it_last_was(cleo):
    before = text_of(page(cleo, "unused/", period="7"))
    assert re.search(r"category-performance never", before)
    record(Kind.VIEWED, user_id=ANA, name="Ana", report="category-performance")
    assert not re.search(r"category-performance (never|\d)", text_of(page(cleo, "unused/", period="7")))


def test_a_table_that_no_statement_names_is_listed_with_its_last_use(cleo):
    asked(ago(20))
    tallied(ago(20))
    told = text_of(page(cleo, "unused/", period="7"))
    assert f"LOYALTY.BASKETS {ago(20):%-d %b %Y}" in told
    assert "LOYALTY.COUPONS never" in told
    assert "LOYALTY.BASKETS " not in text_of(page(cleo, "unused/", period="28")).partition("tables")[2]


@pytest.mark.parametrize("named", ["GROCERY.LOYALTY.BASKETS", "BASKETS"])
def test_a_table_is_used_also_where_the_sql_names_it_longer_or_shorter(cleo, named):
    asked(ago(1), tables=(named,))
    tallied(ago(1))
    assert "LOYALTY.BASKETS never" not in text_of(page(cleo, "unused/"))


def test_the_nav_leads_to_every_part_of_the_audit(cleo):
    markup = page(cleo)
    for address in ("/audit/", "/audit/numbers/", "/audit/cost/", "/audit/unusual/", "/audit/changes/"):
        assert f'href="{address}"' in markup


MANY = """
    INSERT INTO querylog_ending (statement_id, status, at, seconds, rows, error)
    SELECT (left(querylog_first_id(now() - n % 20 * interval '1 day')::text, 13) || '-7000-8000-'
            || lpad(to_hex(n), 12, '0'))::uuid, 'finished', now(), n, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO querylog_usage (statement_id, bytes, at)
    SELECT (left(querylog_first_id(now() - n % 20 * interval '1 day')::text, 13) || '-7000-8000-'
            || lpad(to_hex(n), 12, '0'))::uuid, n, now() FROM generate_series(1, 20000) n;
"""


@pytest.mark.parametrize("by", heaviest.BY)
def test_the_heaviest_are_found_in_the_order_of_an_index(db, by):
    period = periods.asked({"period": "28"})
    asked(ago(27))
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as seen:
        cursor.execute(MANY)
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("ANALYZE querylog_ending, querylog_usage")
        cursor.execute("SET LOCAL ROLE portico_app")
        heaviest.heaviest(period, by)
        (found,) = [each["sql"] for each in seen.captured_queries if "LIMIT" in each["sql"]]
        cursor.execute("EXPLAIN " + found)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


def test_a_page_asks_the_same_few_queries_however_much_there_is(cleo, django_assert_max_num_queries):
    for day in range(5):
        asked(ago(day), times=3, report=f"report-{day}", status="failed", tables=(f"LOYALTY.T{day}",))
    tallied(*(ago(day) for day in range(5)))
    with django_assert_max_num_queries(24):
        page(cleo)


def test_a_day_that_is_not_summed_up_yet_is_in_no_number(cleo):
    asked(today() - timedelta(days=1))
    assert "not summed up yet" in page(cleo)
