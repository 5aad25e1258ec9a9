"""A small shop's rows: few enough to count by hand, with empty values, ties and an item that is really called Other."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

DEPARTMENTS = ("Deli", "Dairy", "deli", "50%_off", None)
ITEMS = ("Ham", "Olives", "Brie", "Milk", "Other", "O'Henry", "Yoghurt", None)
STATES = ("OH", "KY", "IN", None)
CAMPAIGNS = ("Spring", "Autumn", None)
FIRST_DAY = date(2026, 9, 1)


@dataclass(frozen=True, kw_only=True)
class Sale:
    sale_id: int
    sold_on: date
    sold_at: datetime
    department: str | None
    item: str | None
    customer_id: int | None
    state: str | None
    price: Decimal | None
    units: int
    loyal: bool | None

    @property
    def month(self) -> date:
        return self.sold_on.replace(day=1)


@dataclass(frozen=True, kw_only=True)
class Return:
    customer_id: int | None
    item: str | None
    returned_on: date


@dataclass(frozen=True, kw_only=True)
class Invitation:
    client: int | None
    campaign: str | None


def _sale(number: int, chance: Random) -> Sale:
    day = FIRST_DAY + timedelta(days=chance.randrange(76))
    return Sale(
        sale_id=number,
        sold_on=day,
        sold_at=datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60)),  # noqa: DTZ001
        department=chance.choice(DEPARTMENTS),
        item=chance.choice(ITEMS),
        customer_id=chance.choice([None, *range(1, 25)]),
        state=chance.choice(STATES),
        # Quarters, so that a float adds them up without a rest, and ties are ties.
        price=None if chance.random() < 0.1 else Decimal(chance.randrange(-4, 60)) / 4,
        units=chance.randrange(1, 5),
        loyal=chance.choice([True, False, None]),
    )


_chance = Random(7)  # noqa: S311
SALES = [_sale(number, _chance) for number in range(1, 301)]
RETURNS = [
    Return(
        customer_id=_chance.choice([None, *range(1, 12), 99]),
        item=_chance.choice(ITEMS),
        returned_on=FIRST_DAY + timedelta(days=_chance.randrange(76)),
    )
    for _ in range(30)
]
INVITATIONS = [
    Invitation(client=_chance.choice([None, *range(1, 20)]), campaign=_chance.choice(CAMPAIGNS)) for _ in range(25)
]
TABLES = {"SHOP.SALES": SALES, "SHOP.RETURNS": RETURNS, "SHOP.INVITATIONS": INVITATIONS}
