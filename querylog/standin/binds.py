"""Bound values as they come over the wire, as what they are.

https://docs.snowflake.com/en/developer-guide/sql-api/submitting-requests#using-bind-variables-in-a-statement
"""

from decimal import Decimal
from typing import Any

from fakesnow.converter import from_binding

from querylog.standin.errors import refuse


def values_of(bindings: dict[str, dict[str, Any]] | None) -> list[Any]:
    """The values in the order of their question marks."""
    if not bindings:
        return []
    if not all(place.isdigit() for place in bindings):
        refuse(2, "Bind variables by name are not supported; use question marks.")
    return [_value(bindings[str(place)]) for place in range(1, len(bindings) + 1)]


def _value(binding: dict[str, Any]) -> Any:
    kind, value = binding["type"], binding["value"]
    if isinstance(value, list):
        # One statement per element, says Snowflake; a portal that binds a list to one mark means something else.
        refuse(2, "Array binding is not supported; bind one JSON array and FLATTEN it.")
    if value is None:
        return None
    if kind == "FIXED":
        return Decimal(value) if "." in value or "E" in value.upper() else int(value)
    if kind == "REAL":
        return float(value)
    return from_binding({"type": kind, "value": value})
