"""Bound values that Snowflake gets as they are and the log keeps only as keyed hashes.

Who has the value finds its statements; who has the log, and not the key, can't tell the value. The key is LOG_HASH_KEY
of the settings, or else SECRET_KEY: when that changes, what was hashed before is found no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

HIDDEN = "••• (hidden)"


@dataclass(frozen=True, repr=False)
class Sensitive:
    """A bound value that a person would not want to see in a log.

    `said` are the values by which it is found, where they are not the bound one itself: the letters in a pattern, the
    items of a list. Written out, it shows nothing; two have the same `repr` when they are the same.
    """

    value: Any
    said: tuple[Any, ...] | None = None

    def __str__(self) -> str:
        return HIDDEN

    def __repr__(self) -> str:
        return f"Sensitive({digest_of(self.value)})"

    @property
    def digests(self) -> str | list[str]:
        """The hash that stands for it; of a list, one for each of its items."""
        return digest_of(self.value) if self.said is None else [digest_of(each) for each in self.said]


def plain(binds: Iterable[Any]) -> list[Any]:
    """The values as Snowflake is to have them."""
    return [each.value if isinstance(each, Sensitive) else each for each in binds]


def in_the_log(value: Sensitive) -> dict[str, str | list[str]]:
    """What stands in the log for it."""
    return {"hashed": value.digests}


def is_hidden(kept: Any) -> bool:
    """Whether this value of a row of the log stands for one that is not in it."""
    return isinstance(kept, dict) and kept.keys() == {"hashed"}


def shown(kept: Any) -> Any:
    """A value of a row of the log, for people."""
    return HIDDEN if is_hidden(kept) else kept


def found_by(words: str) -> list[list[dict[str, str | list[str]]]]:
    """What the binds of a statement contain, one or the other, when it has exactly this value hidden."""
    digest = digest_of(words)
    return [[{"hashed": digest}], [{"hashed": [digest]}]]


def digest_of(value: Any) -> str:
    """The keyed hash of a value, by how people write it: 7 and 7.0 are the same, and so are a day and its text."""
    return str(salted_hmac("a value in the query log", _written(value), secret=_key(), algorithm="sha256").hexdigest())


def _key() -> str:
    return str(settings.LOG_HASH_KEY or settings.SECRET_KEY)


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
