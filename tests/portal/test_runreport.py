"""`manage.py runreport`: a press of Refresh from a terminal, as someone who may."""

import io

import pytest
from django.core.management import CommandError, call_command

from portal.access.demo_people import open_reports
from querylog.models import Purpose, Statement

LAPSED, CUBE = "lapsed-buyers", "sales-cube"


@pytest.fixture(autouse=True)
def open_to_ana(people):
    open_reports([LAPSED, CUBE, "audience-builder"])


def run(*arguments, report=LAPSED, person="ana"):
    out = io.StringIO()
    call_command("runreport", report, "--as", person, *arguments, stdout=out)
    return out.getvalue()


def summary(*typed, report=LAPSED):
    """What a press with these inputs says of them, without running it."""
    return run("--sql", *[word for each in typed for word in ("--set", each)], report=report).splitlines()[0]


def refusal(*arguments, **who):
    with pytest.raises(CommandError) as caught:
        run(*arguments, **who)
    return str(caught.value)


def test_it_prints_what_each_visual_shows():
    printed = run("--set", "department=DELI").splitlines()
    assert printed[0] == "Lapsed buyers, as ana of Shopper insights"
    assert "Department is DELI" in printed[1]
    heads = printed.index(next(line for line in printed if line.startswith("Departments (departments, ")))
    assert printed[heads + 1].split() == ["Department", "Sales"]
    assert printed[heads + 3].startswith("DELI")


def test_a_single_figure_is_written_as_on_the_page():
    printed = run("--visual", "headline_sales", "--set", "department=DELI").splitlines()
    assert printed[-1].startswith("$")


def test_one_visual_alone_asks_one_slice():
    run("--visual", "departments")
    asked = Statement.objects.filter(purpose=Purpose.SLICE)
    assert [each.part for each in asked] == ["departments"]


def test_no_more_rows_than_wanted_and_a_word_on_the_rest():
    printed = run("--visual", "households", "--limit", "3", "--set", "department=DELI").splitlines()
    heads = next(place for place, line in enumerate(printed) if line.split()[:2] == ["Household", "ID"])
    assert len(printed[heads + 2 :]) == 3 + 1
    assert printed[-1].endswith(" more rows")


def test_a_pivot_is_a_grid():
    printed = run("--visual", "views_pivot_sales_by_month", "--set", "department=DELI", report=CUBE)
    assert "Total" in printed


def test_it_is_on_record_as_a_press_of_that_person():
    run("--visual", "departments")
    assert set(Statement.objects.values_list("asked_by_name", "team", "report", "purpose")) == {
        ("ana", "Shopper insights", LAPSED, "base"),
        ("ana", "Shopper insights", LAPSED, "slice"),
    }


def test_sql_prints_every_statement_with_its_values_and_sends_none():
    printed = run("--sql", "--set", "department=DELI", "--set", "came_back.department=GROCERY")
    assert "-- buyers (base)" in printed
    assert "-- buyers--keys-1 (count)" in printed
    assert "-- over_time (slice)" in printed
    assert "RESULT_SCAN('query ID of buyers')" in printed
    assert "= 'DELI'" in printed
    assert not Statement.objects.exists()


def test_sql_of_one_visual_has_its_query_and_no_other_visual():
    printed = run("--sql", "--visual", "departments")
    assert [line for line in printed.splitlines() if line.endswith(("(base)", "(slice)"))] == [
        "-- buyers (base)",
        "-- departments (slice)",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["department=DELI"], "Department is DELI"),
        (["department=DELI", "department=GROCERY"], "Department is DELI or GROCERY"),
        (["department:contains=DEL"], "Department contains DEL"),
        (["department:is not=DELI"], "Department is not DELI"),
        (["department:empty=yes"], "Department is empty"),
        (["purchased_on=last 28 days"], "Purchased on in the last 28 days (19 Oct – 15 Nov 2026)"),
        (["purchased_on=2026-11-02..2026-11-08"], "Purchased on is 2 Nov – 8 Nov 2026"),
        (["purchased_on=2026-11-02.."], "Purchased on is from 2 Nov 2026 on"),
        (["purchased_on=..2026-11-08"], "Purchased on is up to 8 Nov 2026"),
        (["purchased_on=2026-11-08"], "Purchased on is 8 Nov 2026"),
        (["grain=Month"], "Period: Month"),
        (["came_back.department=DELI"], "Leave out households that also bought: Department is DELI"),
    ],
)
def test_every_kind_of_input_is_read(typed, said):
    assert said in summary(*typed).split(" · ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["sales_value=5..10"], "Sales value is from 5 to 10"),
        (["sales_value=5.."], "Sales value is at least 5"),
        (["sales_value=..2.5"], "Sales value is at most 2.5"),
        (["down=Income", "down=Age"], "Rows of the pivot: Income, Age"),
    ],
)
def test_numbers_and_fields_to_group_by_are_read(typed, said):
    assert said in summary(*typed, report=CUBE).split(" · ")


def test_a_number_of_a_parameter_is_read():
    assert "Spent at least: 25" in summary("least=25", report="audience-builder")


def test_nothing_takes_a_default_away():
    assert "Purchased on" in summary()
    assert "Purchased on" not in summary("purchased_on=")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("departmnt=DELI", 'lapsed-buyers has nothing to set called "departmnt". Did you mean department?'),
        ("come_back.brand=x", 'has nothing to set called "come_back.brand". Did you mean came_back.brand?'),
        ("department", '"department" sets nothing. Write it as name=value'),
        ("grain=Wek", 'lapsed-buyers.grain: "Wek" is not one of the choices. Did you mean "Week"?'),
        ("purchased_on=last 28 dais", "is not a range we know. Did you mean last 28 days?"),
        ("purchased_on=2026-02-30", '"2026-02-30" is not a day.'),
        ("department:contans=x", '"department:contans" has no way to compare. Did you mean contains?'),
    ],
)
def test_what_can_not_be_read_is_told_with_the_nearest_and_nothing_is_sent(typed, told):
    assert told in refusal("--set", typed)
    assert not Statement.objects.exists()


def test_grants_are_obeyed_even_for_the_sql():
    told = "lapsed-buyers is not open to ben: no team of theirs has a grant."
    assert refusal(person="ben") == told
    assert refusal("--sql", person="ben") == told


def test_the_person_may_be_named_by_her_address(people):
    people["ana"].email = "ana@example.com"
    people["ana"].save()
    assert run("--sql", person="Ana@example.com") == run("--sql", person="ana")


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ({"person": "anna"}, "Nobody signs in as anna. Did you mean ana?"),
        ({"report": "lapsed-byers"}, "No report is called lapsed-byers. Did you mean lapsed-buyers?"),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(who, told):
    assert refusal(**who) == told


def test_an_unknown_visual_is_told_with_the_nearest():
    assert "has no visual called departmens. Did you mean departments?" in refusal("--visual", "departmens")


def test_an_account_that_is_switched_off_runs_nothing(people):
    people["ana"].is_active = False
    people["ana"].save()
    assert refusal() == "The account ana is switched off."
