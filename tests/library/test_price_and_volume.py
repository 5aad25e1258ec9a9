"""Price and volume, against the receipts themselves."""

import pytest

SLUG = "price-and-volume"
PERIODS = """
    with lines as (
        select department, product_category as category, product_id, quantity, sales_value as sales,
               transaction_timestamp >= '2026-08-24' as now
        from TRANSACTIONS left join PRODUCTS using (product_id)
        where transaction_timestamp >= '2026-06-01' and transaction_timestamp < '2026-11-16'
    ),
    products as (
        select department, category, product_id,
               coalesce(sum(sales) filter (now), 0)::double as s1,
               coalesce(sum(sales) filter (not now), 0)::double as s0,
               coalesce(sum(quantity) filter (now), 0)::double as q1,
               coalesce(sum(quantity) filter (not now), 0)::double as q0
        from lines group by all
    )
"""


def test_the_change_is_against_as_many_days_right_before(shown, duck):
    ((before, now),) = duck(f"{PERIODS} select sum(s0), sum(s1) from products")
    answer = shown(SLUG)
    assert answer.figure("headline_sales_before") == pytest.approx(before)
    assert answer.figure("headline_sales_now") == pytest.approx(now)
    assert answer.figure("headline_change_in_percent") == pytest.approx(now / before - 1)


@pytest.mark.parametrize("inputs", [{}, {"product": "A type of product"}, {"department": ["MEAT"]}])
def test_the_parts_add_up_to_the_change(shown, inputs):
    answer = shown(SLUG, **inputs)
    for visual in ("why", "where"):
        assert sum(answer.by(visual).values()) == pytest.approx(answer.figure("headline_change"), abs=1e-6)


def test_the_parts_of_each_department_add_up_to_its_change(shown):
    for row in shown(SLUG).rows["departments"]:
        _department, before, now, change, *parts = row.values()
        assert float(now) - float(before) == pytest.approx(float(change), abs=1e-6)
        assert sum(map(float, parts)) == pytest.approx(float(change), abs=1e-6)


def test_price_is_the_new_price_less_the_old_at_the_units_of_now(shown, duck):
    price = duck(f"{PERIODS} select sum((s1 / q1 - s0 / q0) * q1) from products where q0 > 0 and q1 > 0")
    assert shown(SLUG).by("why")["Price"] == pytest.approx(price)


def test_volume_is_the_growth_of_a_categorys_units_at_its_old_sales(shown, duck):
    volume = duck(
        f"""{PERIODS} select sum(v) from (
            select sum(s0) * (sum(q1) / sum(q0) - 1) as v from products where q0 > 0 and q1 > 0
            group by department, category)"""
    )
    assert shown(SLUG).by("why")["Volume"] == pytest.approx(volume)


def test_mix_is_what_dearer_or_cheaper_products_bring_within_a_category(shown, duck):
    mix = duck(
        f"""{PERIODS} select sum(s0 / q0 * (q1 - q0 * grown)) from (
            select *, sum(q1) over kin / sum(q0) over kin as grown from products where q0 > 0 and q1 > 0
            window kin as (partition by department, category))"""
    )
    assert shown(SLUG).by("why")["Mix"] == pytest.approx(mix)
