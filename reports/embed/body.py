"""Is this call one that the report's own page could have made? The browser writes the whole body of it."""

import json
from typing import Any

from querylog.errors import PorticoError
from reports.embed.dash import EmbeddedApp

LARGEST_BODY = 2_000_000  # bytes; a list of ten thousand pasted values is a fifth of it


class NotACall(PorticoError):
    """A body that no page of ours sends."""

    sentence = "The report's page sent something that this report does not know. Reload the page and try again."


def check(app: EmbeddedApp, raw: bytes) -> None:
    """Raise NotACall unless `raw` names a callback of this app, with just its declared inputs and states."""
    call = _parsed(raw)
    declared = app.callback_map.get(call.get("output")) if isinstance(call.get("output"), str) else None
    if declared is None:
        raise NotACall
    for given, expected in (("inputs", declared["inputs"]), ("state", declared["state"])):
        _same_parts(call.get(given, []), expected)
    changed = call.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(each, str) for each in changed):
        raise NotACall
    _same_parts(_listed(call.get("outputs")), _outputs_of(call["output"]))


def _parsed(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST_BODY:
        raise NotACall
    try:
        call = json.loads(raw)
    except (ValueError, RecursionError):
        raise NotACall from None
    if not isinstance(call, dict):
        raise NotACall
    return call


def _same_parts(given: Any, expected: list[dict[str, Any]]) -> None:
    if not isinstance(given, list) or len(given) != len(expected):
        raise NotACall
    for part, want in zip(given, expected, strict=True):
        if not isinstance(part, dict) or _named(part) != _named(want):
            raise NotACall


def _named(part: dict[str, Any]) -> tuple[Any, Any]:
    """Which component, and which of its properties; what tells duplicates of an output apart is no part of a name."""
    name = part.get("property")
    return part.get("id"), name.partition("@")[0] if isinstance(name, str) else name


def _listed(outputs: Any) -> Any:
    """Dash's renderer sends one output as it is, and several in a list."""
    return [outputs] if isinstance(outputs, dict) else outputs


def _outputs_of(name: str) -> list[dict[str, Any]]:
    """`a.b` is one output, `..a.b...c.d..` are two."""
    return [dict(zip(("id", "property"), each.rsplit(".", 1), strict=True)) for each in name.strip(".").split("...")]
