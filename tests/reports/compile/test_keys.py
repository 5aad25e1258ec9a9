"""Who is left out and who is let in: the rows that stay, and how many keys each exclusion removes, counted by hand."""

import pytest

from reports import compile
from reports.policy import OPEN
from tests.reports.a_shop.elsewhere import Elsewhere
from tests.reports.a_shop.rows import INVITATIONS, RETURNS, SALES
from tests.reports.a_shop.shop import Shop
from tests.reports.compile.flat import TODAY

HAM = {"returned": {"item": ["Ham", "Brie"]}}
SPRING = {"invited": {"campaign": ["Spring"]}}
RETURNERS = {each.customer_id for each in RETURNS if each.item in ("Ham", "Brie")}
INVITED = {each.client for each in INVITATIONS if each.campaign == "Spring"} - {None}
EVERYONE = {each.customer_id for each in SALES} - {None}


def kept(returned=False, invited=False):
    """The sales that stay. Who is nobody has returned nothing, and was not invited."""
    found = [each for each in SALES if not returned or each.customer_id is None or each.customer_id not in RETURNERS]
    return [each for each in found if not invited or each.customer_id in INVITED]


@pytest.fixture
def sale_ids(a_shop, rows):
    def ask(form):
        compiled = compile.base(Shop.lines, Shop.clean(form, today=TODAY), policy=OPEN)
        return sorted(row["SALE_ID"] for row in rows(compiled.sql, compiled.binds))

    return ask


@pytest.fixture
def counts(a_shop, rows):
    """The answer of each count, by the query in which it is made."""

    def ask(queries, form):
        found = compile.keys(queries, queries[0].report.clean(form, today=TODAY), policy=OPEN)
        return [(each.query.name, tuple(rows(each.compiled.sql, each.compiled.binds)[0].values())) for each in found]

    return ask


@pytest.mark.parametrize(
    ("form", "rest"),
    [
        ({}, kept()),
        (HAM, kept(returned=True)),
        (SPRING, kept(invited=True)),
        (HAM | SPRING, kept(returned=True, invited=True)),
        ({"returned": {"item": ["nothing of ours"]}}, kept()),
        ({"invited": {"campaign": ["nothing of ours"]}}, []),
    ],
    ids=["nothing", "exclude", "require", "both", "excludes nobody", "requires nobody"],
)
def test_the_rows_of_the_keys_that_remain_stay(form, rest, sale_ids):
    assert sale_ids(form) == [each.sale_id for each in rest]


def test_a_key_that_is_empty_on_both_sides_excludes_nothing(sale_ids):
    assert None in {each.customer_id for each in RETURNS} and None in {each.customer_id for each in SALES}
    anyone = sale_ids({"returned": {"returned_on": {"from": "2026-01-01"}}})
    assert {each.sale_id for each in SALES if each.customer_id is None} <= set(anyone)


def test_without_a_choice_nothing_is_counted():
    assert compile.keys([Shop.lines], Shop.clean({}, today=TODAY), policy=OPEN) == []


def test_each_is_counted_alone_and_what_remains_together(counts):
    rest = EVERYONE - RETURNERS
    figures = (len(EVERYONE), len(EVERYONE & RETURNERS), len(EVERYONE - INVITED), len(rest & INVITED))
    assert counts([Shop.lines], HAM | SPRING) == [("lines", figures)]
    assert min(figures) > 0 and len(set(figures)) == 4


def test_keys_are_counted_among_those_that_the_filters_let_in(counts):
    deli = {each.customer_id for each in SALES if each.department == "Deli"} - {None}
    found = counts([Shop.lines], HAM | {"filters": {"department": ["Deli"]}})
    assert found == [("lines", (len(deli), len(deli & RETURNERS), len(deli - RETURNERS)))]


def test_an_exclusion_is_counted_in_the_query_that_is_read_and_once(counts):
    everyone = (len(EVERYONE), len(EVERYONE & RETURNERS), len(EVERYONE - RETURNERS))
    assert counts([Shop.customers], HAM) == [("lines", everyone)]
    assert counts([Shop.lines, Shop.customers, Shop.regulars], HAM) == [("lines", everyone)]


def test_keys_are_counted_in_the_select_in_which_the_marker_stands(counts):
    rest = EVERYONE - RETURNERS
    figures = (len(EVERYONE), len(EVERYONE & RETURNERS), len(EVERYONE - INVITED), len(rest & INVITED))
    assert counts([Elsewhere.in_a_cte], HAM | SPRING) == [("in_a_cte", figures)]


def test_a_count_brings_along_only_what_its_select_can_read():
    (count,) = compile.keys([Elsewhere.in_a_cte], Elsewhere.clean(HAM, today=TODAY), policy=OPEN)
    assert "EVERYONE AS (" in count.compiled.sql
    assert "FAITHFUL AS (" not in count.compiled.sql and "SPENT AS (" not in count.compiled.sql


def test_keys_are_counted_where_the_marker_stands_in_a_join(counts):
    deli = {each.customer_id for each in SALES if each.department == "Deli"} - {None}
    figures = (len(deli), len(deli & RETURNERS), len(deli - RETURNERS))
    assert counts([Elsewhere.in_a_join], HAM) == [("in_a_join", figures)]


def test_exclusions_of_two_selects_are_counted_each_in_its_own(counts):
    some = EVERYONE - RETURNERS
    assert counts([Elsewhere.apart], HAM | SPRING) == [
        ("apart", (len(EVERYONE), len(EVERYONE & RETURNERS), len(some))),
        ("apart", (len(some), len(some - INVITED), len(some & INVITED))),
    ]
