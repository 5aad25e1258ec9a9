"""What a filter offers, asked by its control as one types. The view stands behind the portal's guard."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from querylog.errors import PorticoError
from reports import registry
from reports.declare import Choices, Field, Filtered, InputError, Kind, Report
from reports.declare.inputs import Chosen
from reports.declare.reading import Refused, read, shown
from reports.declare.values import Match
from reports.embed.body import LARGEST_BODY, NotACall
from reports.run.clock import today
from reports.run.options import Offers
from reports.viewer import Viewer


@csrf_protect
@require_POST
def offers(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponse:
    """The values of one field that match, or its bounds, or which of the chosen values are not there any more."""
    report = registry.get(slug)
    try:
        wanted = _wanted(request.body)
        part, field = _field(report, wanted)
        found = _found(Offers(report, viewer=viewer), part, field, wanted)
    except (InputError, PorticoError) as error:
        return JsonResponse({"sentence": viewer.reads(error)}, status=400)
    response = JsonResponse(found, json_dumps_params={"default": str})
    response["Cache-Control"] = "no-store, private"
    return response


def _wanted(body: bytes) -> dict[str, Any]:
    try:
        wanted = json.loads(body) if len(body) <= LARGEST_BODY else None
    except (ValueError, RecursionError):
        wanted = None
    if not isinstance(wanted, dict):
        raise NotACall
    return wanted


def _field(report: type[Report], wanted: dict[str, Any]) -> tuple[Filtered, Field]:
    part = report.filter_parts.get(str(wanted.get("part")))
    field = next((each for each in part.settled if each.name == wanted.get("field")), None) if part else None
    if part is None or field is None:
        raise NotACall
    return part, field


def _found(offers: Offers, part: Filtered, field: Field, wanted: dict[str, Any]) -> dict[str, Any]:
    if wanted.get("bounds"):
        low, high = offers.bounds(part, field)
        return {"low": _plain(low), "high": _plain(high)}
    beside = _beside(part, field, wanted.get("others"))
    if wanted.get("keep") is not None:
        chosen = _chosen(part, field, wanted["keep"])
        return {"gone": [_plain(each) for each in offers.gone(part, field, chosen, beside=beside)] if chosen else []}
    search = wanted.get("search")
    found = offers.options(part, field, search=search if isinstance(search, str) else "", beside=beside)
    return {"values": [[_plain(each.value), each.rows] for each in found.values], "total": found.total}


def _beside(part: Filtered, field: Field, others: Any) -> tuple[Chosen, ...]:
    """What is chosen in the other fields of the part. One that can't be read narrows nothing: Refresh will say so.

    Days do not narrow: a list that changes with every day chosen would lose choices that are sound.
    """
    given = others if isinstance(others, dict) else {}
    found = []
    for other in part.settled:
        if other.name == field.name or other.kind == Kind.DATES:
            continue
        try:
            value = read(other, given.get(other.name), today=today())
        except Refused:
            continue
        if value is not None:
            found.append(Chosen(part.name, other, value))
    return tuple(found)


def _chosen(part: Filtered, field: Field, keep: Any) -> Choices | None:
    try:
        value = read(field, keep, today=today())
    except Refused as refused:
        raise InputError([f"{part.report.slug}.{field.name}: {refused}"]) from None
    if value is not None and not (isinstance(value, Choices) and value.match == Match.IS):
        raise InputError([f"{part.report.slug}.{field.name}: {shown(keep)} is not a list of values."])
    return value


def _plain(value: Any) -> Any:
    """A value as a form has it: numbers that a browser can't hold exactly, and days, as text."""
    return value if value is None or isinstance(value, str | bool) else json.loads(json.dumps(value, default=str))
