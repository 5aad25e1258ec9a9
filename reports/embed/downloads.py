"""The file behind a visual's download links. The view stands behind the portal's guard, which names the viewer."""

import json
import logging
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from querylog.errors import LogUnavailable, PorticoError, ResultGone, WarehouseError
from reports import registry
from reports.compile import Pick
from reports.declare import InputError, Report, Visual
from reports.embed.on_record import OnRecord
from reports.embed.shown import picks_from
from reports.run.exports import Export, NotOffered, NotReady, export
from reports.run.models import Run, RunNotYours
from reports.viewer import Viewer

log = logging.getLogger(__name__)

NOT_FOUND = (RunNotYours, ResultGone, NotOffered)
NOT_NOW = (WarehouseError, LogUnavailable)


class Unreadable(PorticoError):
    """The address was damaged on its way."""

    sentence = "The clicks in this address can't be read. Go back to the report and press Download again."


@require_GET
def download(
    request: HttpRequest, slug: str, *, viewer: Viewer, run: UUID, visual: str, format: str
) -> HttpResponseBase:
    """All rows that a visual shows, as a file; or a page with a sentence on why there is none."""
    only_who_may_download(viewer)
    report = registry.get(slug)
    try:
        file = export(
            visual_called(report, visual),
            Run.for_viewer(str(run), report=report, viewer=viewer),
            report=report,
            picks=picks_in(request),
            viewer=viewer,
            format=format,
        )
        content = OnRecord(file, viewer=viewer, report=slug, visual=visual, format=format)
    except (PorticoError, InputError) as error:
        return refusal(request, error, report=report, viewer=viewer)
    return as_response(file, content)


def only_who_may_download(viewer: Viewer) -> None:
    if not viewer.may_download:
        raise PermissionDenied(
            "Your team may view this report, but not download from it. Ask your team's lead or an admin if you need to."
        )


def visual_called(report: type[Report], name: str) -> Visual:
    if name not in report.visuals:
        raise NotOffered(f"“{report.title}” has no visual {name!r}. Go back to the report and press Download again.")
    return report.visuals[name]


def picks_in(request: HttpRequest) -> tuple[Pick, ...]:
    """The clicks in the address: the same JSON as the page keeps them in."""
    try:
        given: Any = json.loads(request.GET.get("picks") or "[]")
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(given, list):
        raise Unreadable
    return picks_from(given)


def refusal(
    request: HttpRequest, error: PorticoError | InputError, *, report: type[Report], viewer: Viewer
) -> HttpResponse:
    """The page that says why there is no file."""
    status = _status(error)
    log.log(logging.WARNING if status == 503 else logging.INFO, "Download from %s: %s", report.slug, error.sentence)
    context = {"report": report, "sentence": viewer.reads(error), "status": status}
    return _private(render(request, "reports/no_download.html", context, status=status))


def _status(error: PorticoError | InputError) -> int:
    if isinstance(error, NOT_FOUND):
        return 404
    if isinstance(error, NotReady):
        return 409
    return 503 if isinstance(error, NOT_NOW) else 400


def as_response(file: Export, content: OnRecord) -> StreamingHttpResponse:
    # Not FileResponse: what is streamed has to be closed though nobody reads it.
    response = StreamingHttpResponse(content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    if file.size is not None:
        response["Content-Length"] = str(file.size)
    return _private(response)


def _private(response: Any) -> Any:
    response["Cache-Control"] = "no-store, private"
    return response
