"""The kit for tests of reports: pressed as someone, on the warehouse of the tests, with no browser."""

from pathlib import Path
from typing import Any

import pytest

from portal.access.demo_people import open_reports
from portal.access.guard import NotGranted
from portal.testing import ReportTest
from querylog.models import Purpose, Statement
from reports import registry
from reports.declare import InputError
from tests.trained import have_trained

LAPSED = "lapsed-buyers"


@pytest.fixture
def deli(people) -> ReportTest:
    open_reports([LAPSED])
    return ReportTest(LAPSED).as_user(people["ana"]).set(department=["DELI"])


def test_a_press_gives_the_rows_of_each_visual(deli):
    answer = deli.refresh()
    assert [row["DEPARTMENT"] for row in answer.rows["departments"]] == ["DELI"]
    assert answer.rows["headline_households"][0]["COUNT_DISTINCT_HOUSEHOLD_ID"] > 100
    assert answer.rows["households"][0].keys() == {
        "HOUSEHOLD_ID",
        "LAST_BOUGHT_ON",
        "SUM_SALES",
        "COUNT_DISTINCT_BASKET_ID",
    }


def test_the_table_has_all_of_its_rows(deli):
    answer = deli.refresh()
    assert len(answer.rows["households"]) == answer.rows["headline_households"][0]["COUNT_DISTINCT_HOUSEHOLD_ID"]


def test_the_rows_of_a_query_are_those_of_its_stored_result(deli):
    answer = deli.refresh()
    assert {row["DEPARTMENT"] for row in answer.rows["buyers"]} == {"DELI"}


def test_sql_and_values_are_those_that_were_sent(deli):
    answer = deli.refresh()
    assert "LOYALTY.BASKETS" in answer.sql["buyers"]
    assert "DELI" in answer.binds["buyers"]
    assert f"RESULT_SCAN('{answer.query_ids['buyers']}')" in answer.sql["over_time"]


def test_a_figure_is_the_one_that_the_page_draws(deli):
    figures = deli.refresh().figures
    assert figures["over_time"]["data"][0]["name"] == "DELI"
    assert figures["headline_sales"].figure.startswith("$")
    assert "households" not in figures


def test_what_matches_nothing_has_no_rows_and_no_figure(deli):
    answer = deli.set(department=["NO SUCH"]).refresh()
    assert (answer.rows["departments"], answer.figures["departments"]) == ([], None)


def test_inputs_are_read_as_one_types_them(deli):
    typed = deli.set(purchased_on="2026-11-02..2026-11-15", grain="Month", came_back={"department": "GROCERY"})
    said = typed.refresh().summary
    assert said == (
        "Purchased on is 2 Nov – 15 Nov 2026 · Department is DELI · Away for at least: 28 · "
        "Leave out households that also bought: Department is GROCERY · Period: Month"
    )


def test_a_default_can_be_taken_away(deli):
    assert deli.set(purchased_on=None).refresh().summary == "Department is DELI · Away for at least: 28 · Period: Week"


def test_a_field_of_another_part_is_counted_like_on_the_page(deli):
    answer = deli.set(came_back={"department": ["PASTRY"]}).refresh()
    counted = answer.rows["buyers--keys-1"][0]
    assert 0 < counted["REMAINING"] < counted["ALL_KEYS"]
    assert counted["ALL_KEYS"] - counted["TAKEN_BY_CAME_BACK"] == counted["REMAINING"]
    assert counted["REMAINING"] == answer.rows["headline_households"][0]["COUNT_DISTINCT_HOUSEHOLD_ID"]


def test_each_call_gives_a_new_one(deli):
    deli.set(department=["GROCERY"])
    assert deli.inputs == {"department": ["DELI"]}


def test_a_press_is_on_record_as_the_persons_own(deli):
    answer = deli.refresh()
    assert answer.rows["departments"]
    asked = Statement.objects.filter(press=answer.run.pk)
    assert {(each.asked_by_name, each.team, each.purpose, each.part) for each in asked} == {
        ("ana", "Shopper insights", Purpose.BASE, "buyers"),
        ("ana", "Shopper insights", Purpose.SLICE, "departments"),
    }


def test_who_has_no_grant_gets_nothing(deli, people):
    with pytest.raises(NotGranted):
        deli.as_user(people["ben"]).refresh()
    assert not Statement.objects.exists()


def test_a_press_without_a_person_says_what_is_missing():
    with pytest.raises(ValueError, match="Say who asks"):
        ReportTest(LAPSED).refresh()


def test_a_name_that_nothing_has_is_told_with_the_nearest(deli):
    with pytest.raises(InputError, match=r"has nothing to set called \"departmnt\"\. Did you mean department\?"):
        deli.set(departmnt=["DELI"]).refresh()
    with pytest.raises(KeyError, match=r"has no departmets here\. Did you mean departments\?"):
        deli.refresh().rows["departmets"]


@pytest.mark.parametrize("report", registry.all(), ids=lambda report: report.slug)
def test_the_plan_of_every_report_is_what_its_press_sends(report, people, settings):
    settings.PATIENCE_SECONDS = 60  # a query that reads another one's result waits for it no longer than this
    open_reports([report.slug])
    have_trained(report)
    test = ReportTest(report.slug).as_user(people["ana"])
    plan, answer = test.plan(), test.refresh()
    assert {each.part for each in plan} == {*answer.sql}
    for each in plan:
        sent = answer.sql[each.part]
        for part, query_id in [(name, answer.query_ids[name]) for name in answer.sql if name not in report.visuals]:
            sent = sent.replace(query_id, f"query ID of {part}")
        assert (each.sql, [str(value) for value in each.binds]) == (
            sent,
            [str(value) for value in answer.binds[each.part]],
        )


def test_the_test_in_the_readme_passes(people):
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    named: dict[str, Any] = {}
    exec(readme.split("```py\n")[1].split("```")[0], named)  # noqa: S102
    named["test_only_what_was_chosen_is_shown"](people)
