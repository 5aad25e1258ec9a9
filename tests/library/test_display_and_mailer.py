"""Lifts of displays and of the mailer, counted again in another way: for each product in each store in each week."""

import math

import pytest

SLUG, DEPARTMENT = "display-and-mailer", "MEAT"
PANEL = """
    with pairs as (
        select distinct product_id, store_id from transactions join products using (product_id)
        where week > 1 and department = $1
    ),
    weekly as (select product_id, store_id, week, sum(quantity) as units from transactions where week > 1 group by all),
    listed as (
        select product_id, store_id, week, max(display_location) as display, max(mailer_location) as mailer
        from promotions semi join pairs using (product_id, store_id) group by all
    ),
    panel as (
        select *, coalesce(units, 0) as sold, coalesce(display, '0') as d, coalesce(mailer, '0') as m
        from pairs cross join range(2, 54) as weeks (week)
        left join weekly using (product_id, store_id, week) left join listed using (product_id, store_id, week)
    ),
    paced as (
        select *, avg(sold) filter (d = '0' and m = '0') over (partition by product_id, store_id) as pace,
               bool_or(d <> '0' or m <> '0') over (partition by product_id, store_id) as ever
        from panel
    )
    select product_id, sum(sold), sum(pace), count(*) from paced
    where pace is not null and ever and {where} group by product_id
"""


@pytest.fixture
def answer(shown):
    return shown(SLUG, **{"products.department": [DEPARTMENT]})


@pytest.fixture
def products(duck):
    """Of each product: the units sold, those expected and the store-weeks, where the condition holds."""
    return lambda where: [tuple(map(float, each[1:])) for each in duck(PANEL.format(where=where), DEPARTMENT)]


def lift_of(clusters: list[tuple[float, ...]], over: int) -> list[float]:
    """A ratio of sums with its interval, product by product: the residuals written out."""
    whole = sum(each[over] for each in clusters)
    ratio = sum(each[0] for each in clusters) / whole
    residuals = sum((each[0] - ratio * each[over]) ** 2 for each in clusters)
    error = math.sqrt(residuals * len(clusters) / (len(clusters) - 1)) / whole
    return [ratio, ratio - 1.959964 * error, ratio + 1.959964 * error]


def row_of(answer, visual, name):
    return next(list(row.values())[1:4] for row in answer.rows[visual] if name in row.values())


def test_units_are_per_hundred_store_weeks(answer, products):
    again = [100 * each for each in lift_of(products("d = '0' and m = '0'"), over=2)]
    assert row_of(answer, "together_units_sold_with_and_without", "Neither") == pytest.approx(again)


def test_a_lift_is_against_the_same_products_in_the_same_stores_without(answer, products):
    again = [each - 1 for each in lift_of(products("d <> '0' and m = '0'"), over=1)]
    lift = row_of(answer, "together_lift_against_the_same_products_without", "Display only")
    assert lift == pytest.approx(again)


def test_a_page_of_the_mailer_counts_weeks_not_on_display(answer, products):
    again = [each - 1 for each in lift_of(products("d = '0' and m = 'D'"), over=1)]
    assert row_of(answer, "places_lift_by_page_of_the_mailer", "Front page") == pytest.approx(again)


def test_a_code_of_the_data_has_its_words(answer):
    places = [row["DISPLAY"] for row in answer.rows["places_lift_by_place_of_the_display"]]
    pages = [row["MAILER"] for row in answer.rows["places_lift_by_page_of_the_mailer"]]
    assert len(places) == 9 and pages
    assert not [each for each in [*places, *pages] if each.startswith("Code ")]
