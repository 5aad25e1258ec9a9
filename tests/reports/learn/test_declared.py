"""Is a model that can't be trained, or that would see too much, told before anybody presses Refresh?"""

import pytest

from reports.registry import Registry
from reports.schema import LIBRARY

CODE = '''"""Expected."""

from reports import Drivers, Filters, Model, Query, Report, Table


class Expected(Report):
    """What is to come?"""

    owner = "Finance"
    area = "Finance"
    filters = Filters("LOYALTY.BASKETS", ["brand"])
    bought = Query("select household_id, purchased_on, sales_value as sales from LOYALTY.BASKETS")
    spend = Model(
        "some-spend", bought, key="household_id", when="purchased_on", target="sum(sales)",
        features={"spent": "sum(sales)"},
    )
    seen = Query("select brand, household_id from LOYALTY.BASKETS where {filters}")
    told = Table("Expected", spend, rows=["household_id"], values=["sum(expected)"])
    others = Table("Others", seen, rows=["household_id"], values=["count(*)"])
'''


def wrong(tmp_path, was, now):
    """What the checks say when this stands in the place of that."""
    assert was in CODE
    (tmp_path / "schema.json").write_text((LIBRARY / "schema.json").read_text())
    (tmp_path / "expected.py").write_text(CODE.replace(was, now))
    return Registry(tmp_path).broken().get("expected", "")


def test_a_sound_model_is_sound(tmp_path):
    assert wrong(tmp_path, "Finance", "Offers") == ""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('from LOYALTY.BASKETS")', 'from LOYALTY.BASKETS where {filters}")', "would change what the model sees"),
        ('when="purchased_on"', 'when="purchased_at"', "has no such column. Did you mean purchased_on?"),
        ('when="purchased_on"', 'when="sales"', "Name the column with the day of each event"),
        ('{"spent": "sum(sales)"}', '{"spent": "sales"}', "is not an aggregate"),
        ('{"spent": "sum(sales)"}', '{"spent": "sum(sale)"}', "has no column sale. Did you mean sales?"),
        ('{"spent": "sum(sales)"}', '{"actual": "sum(sales)"}', "is a column that the model has by itself"),
        ('"some-spend"', '"Some spend"', "is no name"),
        ('target="sum(sales)",', "", "Model needs target="),
    ],
)
def test_a_mistake_is_told(tmp_path, was, now, said):
    assert said in wrong(tmp_path, was, now)
