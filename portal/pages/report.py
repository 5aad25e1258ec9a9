"""The page of one report, in the portal's own frame."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from portal.access.seen import Seen, seen
from portal.catalog.shelf import card_of
from querylog.errors import PorticoError
from querylog.events import record_if_possible
from querylog.models import Kind
from reports import Report, registry
from reports.declare import InputError
from reports.embed.standing import came_back
from reports.embed.views import page_parts
from reports.lineage import read_by
from reports.render.brand import chart_themes
from reports.run.models import Run
from reports.viewer import Viewer


@require_GET
@ensure_csrf_cookie  # Dash reads the token from the cookie and sends it with every callback
def report_page(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponse:
    """The report with its filters at their defaults; nothing has been asked of Snowflake but what can be chosen.

    With `run`, one of this person's own, it opens on the result of that.
    """
    report = registry.get(slug)
    context = {
        "report": report,
        "card": card_of(report, request.user),
        "viewer": viewer,
        "limits": limits_of(report, viewer),
        "brand": chart_themes(),
        **page_parts(slug),
    }
    if "run" in request.GET:
        context["back_to"] = _back_to(request.GET["run"], report, viewer)
    page = render(request, "report.html", context)
    record_if_possible(Kind.VIEWED, user_id=viewer.user_id, name=viewer.name, team=viewer.team, report=slug)
    return page


def limits_of(report: type[Report], viewer: Viewer) -> list[Seen]:
    """What this person sees of each table of the report of which she does not see everything."""
    found = [seen(name, viewer.policy) for name in read_by(report, viewer.policy)] if viewer.policy.tables else []
    return [each for each in found if each.shares is not None or each.refused]


def _back_to(handle: str, report: type[Report], viewer: Viewer) -> dict[str, Any] | None:
    """What the page needs to show a run that it did not press itself; nothing when it is not this person's."""
    try:
        run = Run.for_viewer(handle, report=report, viewer=viewer)
        return came_back(report, run)
    except (PorticoError, InputError):
        return None


@require_GET
def back_to_page(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponseRedirect:
    """The report's page, for someone who opened the address under which Dash makes its calls."""
    return redirect("report", slug=slug)
