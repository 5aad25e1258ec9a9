"""What becomes of the form that a browser sends."""

import json
from datetime import date
from decimal import Decimal

import pytest

from reports import Field, Filters, Query, Report
from reports.declare import InputError
from tests.reports.a_library.visits import Visits

TODAY = date(2026, 11, 16)


def cleaned(**filters):
    return Visits.clean({"filters": filters}, today=TODAY)


def refused(form):
    with pytest.raises(InputError) as caught:
        Visits.clean(form, today=TODAY)
    return caught.value.problems


@pytest.mark.parametrize(
    ("filters", "summary"),
    [
        ({}, "Everything, unfiltered"),
        ({"store": []}, "Everything, unfiltered"),
        ({"visited_on": {"preset": "last 12 weeks"}}, "Visited on in the last 12 weeks (24 Aug – 15 Nov 2026)"),
        ({"visited_on": {"preset": "last year"}}, "Visited on last year (1 Jan – 31 Dec 2025)"),
        ({"visited_on": {"preset": "all time"}}, "Visited on at any time"),
        ({"visited_on": {"from": "2025-12-30", "to": "2026-01-02"}}, "Visited on is 30 Dec 2025 – 2 Jan 2026"),
        ({"visited_on": {"from": "2026-11-01", "to": "2026-11-01"}}, "Visited on is 1 Nov 2026"),
        ({"visited_on": {"from": "2026-11-01"}}, "Visited on is from 1 Nov 2026 on"),
        ({"store": ["B", "A", "B"]}, "Store is A or B"),
        ({"store": ["A", None]}, "Store is A or empty"),
        ({"store": [None]}, "Store is empty"),
        ({"store": list("ABCDEFG")}, "Store is A, B, C or 4 more"),
        ({"store": ["", "\u202eA", "x" * 99]}, f'Store is "", {"x" * 60}… or �A'),
        ({"customer_id": [10, 9, "10"]}, "Customer is 9 or 10"),
        ({"spent": {"min": 1000, "max": 2000.5}}, "Spent is from 1,000 to 2,000.5"),
        ({"spent": {"max": 5}}, "Spent is at most 5"),
        ({"loyal": False}, "Loyal is no"),
        (
            {"store": ["A"], "visited_on": {"preset": "last month"}},
            "Visited on last month (1 Oct – 31 Oct 2026) · Store is A",
        ),
    ],
)
def test_inputs_are_said_in_plain_words(filters, summary):
    assert cleaned(**filters).summary() == summary


def test_inputs_give_back_the_form_they_came_from():
    form = {
        "filters": {
            "visited_on": {"preset": "last 12 weeks"},
            "visited_at": {"from": "2026-01-01"},
            "store": ["A", "B", None],
            "customer_id": [7, "12345678901234567890"],
            "spent": {"min": 1.5},
            "loyal": True,
        },
        "places": {"region": ["North"]},
    }
    inputs = Visits.clean(form, today=TODAY)
    assert json.loads(json.dumps(inputs.as_form())) == form
    assert Visits.clean(inputs.as_form(), today=TODAY) == inputs


def test_the_same_choices_in_another_order_are_equal_and_hash_alike():
    one, other = cleaned(store=["A", "B"]), cleaned(store=["B", "A", "A"])
    assert one == other and hash(one) == hash(other)


def test_numbers_keep_every_digit():
    (chosen,) = cleaned(spent={"min": "1234567890123456789012345678.9"[1:], "max": None}).chosen
    assert chosen.value.low == Decimal("234567890123456789012345678.9")


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ([], "visits: [] is not a form. Send an object with a value for each name."),
        ("x", 'visits: "x" is not a form. Send an object with a value for each name.'),
        ({"filter": {}}, 'visits has no part called "filter". Did you mean filters? Leave it out, or reload the page.'),
        ({"visits": {}}, 'visits has no part called "visits". Leave it out, or reload the page.'),
        ({"filters": 3}, "visits.filters: 3 is not a form. Send an object with a value for each name."),
        (
            {"filters": {"stor": ["A"]}},
            'visits.filters has no field called "stor". Did you mean store? Leave it out, or reload the page.',
        ),
        (
            {"filters": {"visited_on": {"from": "2026-13-01"}}},
            'visits.visited_on: "2026-13-01" is not a day. Write it as YYYY-MM-DD, for example 2026-11-15.',
        ),
        (
            {"filters": {"visited_on": {"from": "2026-11-02", "to": "2026-11-01"}}},
            "visits.visited_on: the first day, 2026-11-02, is after the last day, 2026-11-01. Exchange them.",
        ),
        (
            {"filters": {"visited_on": {"to": "9999-12-31"}}},
            "visits.visited_on: 9999-12-31 is out of reach. Choose a day from 1900-01-01 to 2199-12-31.",
        ),
        (
            {"filters": {"visited_on": {"from": None}}},
            "visits.visited_on: the range has neither a first nor a last day. Choose one of them, or a preset.",
        ),
        (
            {"filters": {"visited_on": ["2026-11-02"]}},
            'visits.visited_on: ["2026-11-02"] is not a range of dates. Send {"preset": …}, or {"from": …, "to": …}.',
        ),
        (
            {"filters": {"visited_on": {"preset": "last 7 day", "from": 3}}},
            'visits.visited_on: {"preset": "last 7 day", "from": 3} is not a range of dates. '
            'Send {"preset": …}, or {"from": …, "to": …}.',
        ),
        ({"filters": {"store": "A"}}, 'visits.store: "A" is not a list of values. Send a list, even for one value.'),
        ({"filters": {"store": [["A"]]}}, 'visits.store: ["A"] is not text. Choose from the list of values.'),
        ({"filters": {"store": [True]}}, "visits.store: true is not text. Choose from the list of values."),
        (
            {"filters": {"store": ["a\0b"]}},
            'visits.store: "a�b" holds a NUL character, which no column can hold. Remove it.',
        ),
        ({"filters": {"store": ["\ud800"]}}, 'visits.store: "�" holds half of a character. Type it again.'),
        (
            {"filters": {"store": ["é" * 1001]}},
            f'visits.store: "{"é" * 60}…" has 1,001 characters. Use at most 1,000.',
        ),
        ({"filters": {"store": ["A"] * 10_001}}, "visits.store: 10,001 values are too many. Choose at most 10,000."),
        (
            {"filters": {"customer_id": ["7; drop"]}},
            'visits.customer_id: "7; drop" is not a number. Write it with digits, such as 12.5.',
        ),
        (
            {"filters": {"spent": {"min": float("nan")}}},
            "visits.spent: NaN is not a number. Write it with digits, such as 12.5.",
        ),
        (
            {"filters": {"spent": {"min": 10**40}}},
            f"visits.spent: 1{'0' * 40} is not a number. Write it with digits, such as 12.5.",
        ),
        (
            {"filters": {"spent": {"min": 1e30}}},
            "visits.spent: 1e+30 is out of reach. Use at most 28 digits before the point and ten after it.",
        ),
        (
            {"filters": {"spent": {"min": True}}},
            "visits.spent: true is not a number. Write it with digits, such as 12.5.",
        ),
        (
            {"filters": {"spent": {"min": 2, "max": 1}}},
            "visits.spent: the smallest number, 2, is above the largest, 1. Exchange them.",
        ),
        ({"filters": {"loyal": "true"}}, 'visits.loyal: "true" is neither yes nor no. Send true or false.'),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_in_a_sentence(form, problem):
    assert refused(form) == [problem]


@pytest.mark.parametrize("number", ["1e999999999", "-1e28", "1e-11", "1e-999999999", 1e-300])
def test_a_number_that_no_column_holds_is_out_of_reach(number):
    (problem,) = refused({"filters": {"spent": {"min": number}}})
    assert problem.endswith("is out of reach. Use at most 28 digits before the point and ten after it.")


def test_a_number_that_python_will_not_even_write_is_refused():
    (problem,) = refused({"filters": {"spent": {"min": 10**5000}}})
    assert problem == "visits.spent: something is not a number. Write it with digits, such as 12.5."


def test_an_unknown_preset_names_the_nearest_and_all_others():
    (problem,) = refused({"filters": {"visited_on": {"preset": "last 7 day"}}})
    assert problem.startswith(
        'visits.visited_on: "last 7 day" is not a range we know. Did you mean last 7 days? Choose one of: last 7 days,'
    )


def test_everything_that_is_wrong_is_said_at_once():
    problems = refused({"x": 1, "filters": {"loyal": 3, "store": {"a": 1}, "spent": {}}, "places": {"y": 2}})
    assert [problem.split(" ")[0] for problem in problems] == [
        "visits",
        "visits.store:",
        "visits.loyal:",
        "visits.places",
    ]


def test_a_required_field_has_to_be_chosen():
    class Needy(Report):
        filters = Filters("LOYALTY.BASKETS", [Field("department", required=True)])
        sales = Query("select 1 from LOYALTY.BASKETS where {filters}")

    with pytest.raises(InputError) as caught:
        Needy.clean({}, today=TODAY)
    assert caught.value.problems == ["needy.department: Department has to be chosen before this report can run."]
