"""Amounts as people read them, for templates, in which what is not there is an empty text."""

import re
from decimal import Decimal

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from querylog.sizes import size

register = template.Library()
UNITS = ((3600, "h"), (60, "min"))


@register.filter
def amount(number: int | str | None) -> str:
    """Bytes in words; a dash for what is not known."""
    return "–" if number is None or isinstance(number, str) else size(number)


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds, or minutes or hours of them when there are many: 12.3 s, 4.5 min, 1,234 h."""
    if seconds is None:
        return "–"
    for length, unit in UNITS:
        if seconds >= 2 * length:
            return f"{seconds / length:,.{0 if seconds >= 100 * length else 1}f} {unit}"
    return f"{seconds:,.{0 if seconds >= 100 else 1 if seconds >= 10 else 3}f} s"


@register.filter
def credits(number: Decimal | str | None) -> str:
    """Credits as exactly as they matter: more digits where they are few."""
    if number is None or isinstance(number, str):
        return "–"
    return f"{number:,.2f}" if number >= 10 else f"{number:.6f}".rstrip("0").rstrip(".") or "0"


@register.filter
def breakable(name: str) -> str:
    """A name that may be broken behind a dot or an underscore, where there is no room for it."""
    parts = re.split(r"(?<=[._])", name)
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def percent(share: float) -> str:
    """A share in percent; what is not nothing is not shown as nothing."""
    if 0 < share < 0.1:
        return "< 0.1 %"
    return f"{share:.1f} %" if share < 10 else f"{share:.0f} %"
