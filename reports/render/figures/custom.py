"""Custom: what an author's own function draws, made fit for the page, or a sentence on why it can't be shown."""

import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from reports.declare import Custom
from reports.render.brand import chart_themes
from reports.render.figures.cant import ChartError
from reports.render.figures.columns import Figure, iso
from reports.render.figures.dispatch import figure

log = logging.getLogger(__name__)

_LINK = re.compile(r"<(?=/?a\b)", re.IGNORECASE)
OURS = ("meta", "customdata")  # what a mark stands for is for Portico to say: a click must not pick what nobody checked


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What a function may colour with. In the dark, the page puts the dark colours in the place of these."""

    palette: tuple[str, ...]
    other: str
    template: dict[str, Any]


class Unfit(Exception):
    """What came back from a function is no figure; says why."""


@figure.register
def custom(visual: Custom, table: pa.Table) -> Figure:
    """The figure that the visual's function makes of the slice. Raises ChartError, whatever the function does."""
    named = f"{getattr(visual.function, '__name__', type(visual.function).__name__)}(table, theme)"
    try:
        return _fit(visual.function(table, _theme()))
    except Unfit as error:
        raise _cant(f"{named} returned {error}") from error
    except Exception as error:
        log.warning("%s: %s failed", visual.name, named, exc_info=error)
        raise _cant(f"{named} raised {type(error).__name__}: {error}") from error


def _cant(details: str) -> ChartError:
    sentence = "This chart could not be drawn. The rest of the page is right; tell the report's owner about this one."
    return ChartError(sentence, details=details)


def _theme() -> Theme:
    light = chart_themes()["light"]
    return Theme(palette=tuple(light["palette"]), other=light["other"], template=light["template"])


def _fit(returned: Any) -> Figure:
    """The figure as plain data without a template, which the page puts on. Raises Unfit."""
    given = returned.to_dict() if hasattr(returned, "to_dict") else returned
    if not isinstance(given, Mapping) or not isinstance(given.get("data"), list | tuple):
        raise Unfit(f"{_kind(returned)}. Return a Plotly figure, such as {{'data': […], 'layout': {{…}}}}.")
    layout = given.get("layout") or {}
    if not all(isinstance(each, Mapping) for each in [*given["data"], layout]):
        raise Unfit("a figure whose traces or layout are no dictionaries.")
    traces = [{key: value for key, value in trace.items() if key not in OURS} for trace in given["data"]]
    kept = {key: value for key, value in layout.items() if key not in ("template", *OURS)}
    return {"data": _plain(traces, "data", _tokens()), "layout": _plain(kept, "layout", _tokens())}


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"


def _tokens() -> dict[str, str]:
    """The colours that a function was given, as what the page makes those of its theme."""
    theme = _theme()
    return {colour: f"@c{place}" for place, colour in enumerate(theme.palette, start=1)} | {theme.other: "@other"}


def _plain(value: Any, where: str, tokens: dict[str, str], *, of_colour: bool = False) -> Any:
    """A value as JSON has it. Texts may be bold or broken into lines, but link nowhere: they may be data."""
    if isinstance(value, Mapping):
        return {
            str(key): _plain(inner, f"{where}.{key}", tokens, of_colour=of_colour or "color" in str(key).lower())
            for key, inner in value.items()
        }
    if isinstance(value, str):
        return tokens.get(value, value) if of_colour else _LINK.sub("&lt;", value)
    if hasattr(value, "to_pylist"):
        value = value.to_pylist()
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(each, f"{where}[{place}]", tokens, of_colour=of_colour) for place, each in enumerate(value)]
    return _scalar(value, where)


def _scalar(value: Any, where: str) -> Any:
    if isinstance(value, Decimal | float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, date):
        return iso(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    raise Unfit(f"something that no chart can hold: {_kind(value)} at {where}.")
