"""The attributes of HTML that are no names in Python."""

from typing import Any


def attributes(**given: str) -> dict[str, Any]:
    """`aria_label="Filters"` as {"aria-label": "Filters"}, to be passed on with two stars."""
    return {name.replace("_", "-"): value for name, value in given.items()}
