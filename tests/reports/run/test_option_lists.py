"""What a filter offers: every value of the data within reach, counted, narrowed by the others, asked once."""

from datetime import date
from random import Random

import pytest
from django.core.cache import cache

from querylog.models import Statement
from querylog.warehouse import warehouse
from reports import Field, Filters, Kpi, Query, Report
from reports.policy import OPEN, OneOf, Policy, Share
from reports.run.options import LISTED, Offers
from reports.viewer import Viewer

TODAY = date(2026, 11, 16)


class Products(Report):
    """What is on the shelves?"""

    owner = "Shopper insights"
    area = "Assortment"
    tags = ["products"]

    shelf = Filters(
        "LOYALTY.PRODUCTS",
        [Field("product_id", kind="multi-select"), "department", "product_type", "brand", "package_size"],
    )
    sold = Filters("LOYALTY.BASKETS", ["purchased_on", "sales_value", Field("household_id", kind="multi-select")])
    products = Query("select product_id from LOYALTY.PRODUCTS as p where {shelf}")
    baskets = Query("select basket_id from LOYALTY.BASKETS where {sold}")
    figure = Kpi("Products", products, "count(*)")
    other = Kpi("Baskets", baskets, "count(*)")


SHELF = Products.shelf


@pytest.fixture
def viewer(people) -> Viewer:
    cache.clear()
    return Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN)


@pytest.fixture
def offers(viewer) -> Offers:
    return Offers(Products, viewer=viewer)


@pytest.fixture(scope="module")
def products() -> list[dict]:
    """The whole table, read directly."""
    sql = "select product_id, department, product_type, brand, package_size from LOYALTY.PRODUCTS"
    return warehouse().execute(sql, [], tag="").table.to_pylist()


def values(found):
    return [option.value for option in found.values]


def chosen(**fields):
    return Products.clean({"shelf": fields}, today=TODAY).chosen


def choices(field, *wanted):
    return chosen(**{field: list(wanted)})[0].value


def numbers(products, **where):
    """How many products have each type, where their other columns are as said."""
    found: dict = {}
    for each in products:
        if all(each[name.upper()] in wanted for name, wanted in where.items()):
            found[each["PRODUCT_TYPE"]] = found.get(each["PRODUCT_TYPE"], 0) + 1
    return found


def test_each_value_comes_with_how_many_rows_have_it_the_most_frequent_first(offers, products):
    found = offers.options(SHELF, SHELF.field("product_type"))
    counted = numbers(products)
    assert found.total == len(counted)
    largest = sorted(counted.items(), key=lambda each: (-each[1], each[0] is None, each[0] or ""))
    assert [(option.value, option.rows) for option in found.values] == largest[:LISTED]


def test_what_is_not_listed_is_counted(offers, products):
    found = offers.options(SHELF, SHELF.field("product_id"))
    assert (len(found.values), found.total) == (LISTED, len(products))


def test_every_product_can_be_reached_by_typing_it(offers, products):
    for product in Random(3).sample([each["PRODUCT_ID"] for each in products], 40):  # noqa: S311
        assert product in values(offers.options(SHELF, SHELF.field("product_id"), search=str(product)))


@pytest.mark.parametrize("household", [1, 2, 6])
def test_a_value_that_more_than_the_listed_ones_hold_can_be_reached_by_typing_it(offers, household):
    found = offers.options(Products.sold, Products.sold.field("household_id"), search=str(household))
    assert found.total > LISTED
    assert values(found)[0] == household


def test_a_search_finds_every_value_that_holds_it_whatever_its_case(offers, products):
    found = offers.options(SHELF, SHELF.field("product_type"), search="choc")
    expected = {each["PRODUCT_TYPE"] for each in products if "CHOC" in (each["PRODUCT_TYPE"] or "").upper()}
    assert found.total == len(expected) <= LISTED
    assert set(values(found)) == expected


def test_a_choice_in_one_field_narrows_the_others(offers, products):
    beside = chosen(department=["DELI"], brand=["Private"])
    found = offers.options(SHELF, SHELF.field("product_type"), beside=beside)
    counted = numbers(products, department=["DELI"], brand=["Private"])
    assert {option.value: option.rows for option in found.values} == counted
    assert 0 < found.total == len(counted) < len(numbers(products))


def test_a_search_that_nothing_holds_finds_nothing(offers):
    found = offers.options(SHELF, SHELF.field("product_type"), search="no such thing")
    assert (found.values, found.total) == ((), 0)


@pytest.mark.parametrize(
    ("field", "wanted", "beside", "gone"),
    [
        ("department", ["DELI", "SPACESHIPS"], {}, ["SPACESHIPS"]),
        ("department", ["DELI", None], {"brand": ["Private"]}, [None]),
        ("department", ["DELI"], {}, []),
        ("product_id", [25671, 1], {}, [1]),
    ],
)
def test_a_choice_that_the_data_does_not_have_is_said(offers, field, wanted, beside, gone):
    found = offers.gone(SHELF, SHELF.field(field), choices(field, *wanted), beside=chosen(**beside))
    assert found == gone


def test_the_ends_of_numbers_and_days_are_those_of_the_data(offers):
    sql = "select min(sales_value), max(sales_value), min(purchased_on), max(purchased_on) from LOYALTY.BASKETS"
    (row,) = warehouse().execute(sql, [], tag="").table.to_pylist()
    ends = [offers.bounds(Products.sold, Products.sold.field(name)) for name in ("sales_value", "purchased_on")]
    assert [*ends[0], *ends[1]] == list(row.values())


def test_what_was_asked_is_in_the_log_and_asked_once(viewer):
    for _ in range(2):
        offers = Offers(Products, viewer=viewer)
        offers.options(SHELF, SHELF.field("brand"), search="pri")
        offers.bounds(Products.sold, Products.sold.field("sales_value"))
    asked = Statement.objects.order_by("pk")
    said = [(each.purpose, each.report, each.part, each.asked_by_name) for each in asked]
    assert said == [
        ("options", "products", "shelf.brand", "ana"),
        ("options", "products", "sold.sales_value", "ana"),
    ]


def test_what_was_asked_is_kept_beside_a_thousand_searches(viewer):
    offers = Offers(Products, viewer=viewer)
    offers.options(SHELF, SHELF.field("brand"))
    for search in range(1_000):
        cache.set(f"another:{search}", [])
    offers.options(SHELF, SHELF.field("brand"))
    assert Statement.objects.count() == 1


def test_who_may_see_other_rows_is_not_given_what_was_kept(viewer):
    private, national = (
        Policy.of({"LOYALTY.PRODUCTS": (Share(rows=(OneOf("BRAND", (brand,)),)),)}) for brand in ("Private", "National")
    )
    found = []
    for policy in (OPEN, private, national, OPEN):
        other = Viewer(user_id=viewer.user_id, name="ana", team=viewer.team, policy=policy)
        offered = Offers(Products, viewer=other).options(SHELF, SHELF.field("brand"))
        found.append([each.value for each in offered.values])
    assert found == [["National", "Private"], ["Private"], ["National"], ["National", "Private"]]
    assert Statement.objects.count() == 3


def test_what_one_team_was_given_is_not_kept_for_another(viewer):
    """Each may ask Snowflake as a user of its own, to whom Snowflake shows other rows."""
    for team in ("Shopper insights", "Finance"):
        other = Viewer(user_id=viewer.user_id, name="ana", team=team, policy=OPEN)
        Offers(Products, viewer=other).options(SHELF, SHELF.field("brand"))
    assert [each.team for each in Statement.objects.order_by("pk")] == ["Shopper insights", "Finance"]
