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
    if not isinstance(call.get("changedPropIds", []), list) or not _outputs_are_plain(call.get("outputs")):
        raise NotACall


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
        if not isinstance(part, dict) or (part.get("id"), part.get("property")) != (want["id"], want["property"]):
            raise NotACall


def _outputs_are_plain(outputs: Any) -> bool:
    """True for the one or several {id, property} that Dash's renderer sends back as it got them."""
    listed = outputs if isinstance(outputs, list) else [outputs]
    return all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in listed)
