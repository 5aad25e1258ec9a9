"""What is each column of a table good for? Guessed from its name and its type."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from reports.declare import Kind
from reports.declare.fields import kind_of


def _words(words: str) -> re.Pattern[str]:
    """Names of columns with one of these words in them."""
    return re.compile(rf"(^|_)({'|'.join(words.split())})(_|$)")


_PLAIN = re.compile(r"[A-Z_][A-Z0-9_]*")
_RESERVED = re.compile(  # by Snowflake
    "ALL|ALTER|AND|ANY|AS|BETWEEN|BY|CASE|CAST|CHECK|COLUMN|CONNECT|CREATE|CROSS|CURRENT|DELETE|DISTINCT|DROP|ELSE|"
    "EXISTS|FALSE|FOLLOWING|FOR|FROM|FULL|GRANT|GROUP|HAVING|ILIKE|IN|INCREMENT|INNER|INSERT|INTERSECT|INTO|IS|JOIN|LATERAL|"
    "LEFT|LIKE|MINUS|NATURAL|NOT|NULL|OF|ON|OR|ORDER|QUALIFY|REGEXP|REVOKE|RIGHT|RLIKE|ROW|ROWS|SAMPLE|SELECT|SET|SOME|"
    "START|TABLE|TABLESAMPLE|THEN|TO|TRIGGER|TRUE|TRY_CAST|UNION|UNIQUE|UPDATE|USING|VALUES|WHEN|WHENEVER|WHERE|WITH"
)
_KEY = re.compile(r"(^|_)(ID|KEY|UPC|SKU|EAN|CODE|NO|NUM|NUMBER|UUID|GUID|HASH)$")
# Such texts differ from row to row: a list of them says nothing.
_WORDY = _words("NAME DESCRIPTION DESC COMMENT COMMENTS NOTE NOTES TEXT EMAIL PHONE ADDRESS STREET URL TITLE MESSAGE")
_CALENDAR = _words("YEAR QUARTER MONTH WEEK DAY HOUR MINUTE WEEKDAY")
_MONEY = _words("AMOUNT VALUE SALES REVENUE PRICE COST SPEND")
_QUANTITY = _words("QUANTITY QTY UNITS COUNT TOTAL")


@dataclass(frozen=True, kw_only=True)
class Guess:
    """The columns by what they are good for, in small letters, the likeliest first."""

    day: str  # when it happened, or nothing
    groups: tuple[str, ...]  # texts with few values, to filter and to group by
    keys: tuple[str, ...]  # to count
    amounts: tuple[str, ...]  # to add up

    @classmethod
    def of(cls, columns: Mapping[str, str]) -> Self:
        """The guess for these columns, given with Snowflake's names of their types."""
        kinds = {name: kind_of(column_type) for name, column_type in columns.items() if _can_be_written(name)}
        dates = [name for name, kind in kinds.items() if kind == Kind.DATES]
        keys = [name for name in kinds if _KEY.search(name) and name not in dates]
        rest = {name: kind for name, kind in kinds.items() if name not in keys}
        numbers = [name for name, kind in rest.items() if kind == Kind.NUMBERS and not _CALENDAR.search(name)]
        texts = [name for name, kind in rest.items() if kind == Kind.CHOICES and not _WORDY.search(name)]
        days = sorted(dates, key=lambda name: columns[name] != "DATE")
        return cls(
            day=next(iter(_small(days)), ""),
            groups=_small(texts),
            keys=_small(keys),
            amounts=_small(sorted(numbers, key=_unlikely_amount)),
        )


def is_money(name: str) -> bool:
    """True for a column that seems to hold amounts of money."""
    return bool(_MONEY.search(name.upper()))


def _unlikely_amount(name: str) -> int:
    return 0 if _MONEY.search(name) else 1 if _QUANTITY.search(name) else 2


def _small(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _can_be_written(name: str) -> bool:
    """True for a name that SQL takes without quotes."""
    return bool(_PLAIN.fullmatch(name)) and not _RESERVED.fullmatch(name)
