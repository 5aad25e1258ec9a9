"""Bound values as JSON and back, each with its type: what waits to be sent is kept so."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from querylog.sensitive import Sensitive

READ = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "Decimal": Decimal,
    "bytes": bytes.fromhex,
}


def to_json(values: Iterable[Any]) -> list[Any]:
    """Values that JSON has stand as they are, all others as the name of their type and a text."""
    return [_written(value) for value in values]


def from_json(values: Sequence[Any]) -> list[Any]:
    """What `to_json` was given."""
    return [READ[value[0]](value[1]) if isinstance(value, list) else value for value in values]


def _written(value: Any) -> Any:
    if isinstance(value, Sensitive):
        return _written(value.value)  # the log has its hash already; here it stands only until it is sent
    if isinstance(value, datetime | date | time):
        return [type(value).__name__, value.isoformat()]
    if isinstance(value, Decimal):
        return ["Decimal", str(value)]
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"A value of type {type(value).__name__} can't be kept until it is sent.")
