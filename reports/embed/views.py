"""What the browser asks for to show a report. Each view stands behind the portal's guard, which names the viewer."""

import json
import logging

from dash.exceptions import PreventUpdate
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from querylog.errors import PorticoError
from reports import registry
from reports.embed.apps import app_for
from reports.embed.body import NotACall, check
from reports.embed.current import seen_by
from reports.embed.dash import EmbeddedApp
from reports.render.outlines import OUTLINES, Missing, geojson
from reports.viewer import Viewer

log = logging.getLogger(__name__)

YEAR = 365 * 24 * 3600


def embedded(slug: str) -> EmbeddedApp:
    """The Dash app behind the page of this report."""
    return app_for(registry.get(slug), path=reverse("report-app", args=[slug]))


@require_GET
def layout(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponse:
    """The components of the report's page."""
    with seen_by(viewer):
        return _private(embedded(slug).answer("_dash-layout", request))


@require_GET
def dependencies(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponse:
    """Which component listens to which."""
    return _private(embedded(slug).answer("_dash-dependencies", request))


@csrf_protect
@require_POST
def update(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponse:
    """One callback: what changes on the page after something was set, pressed or clicked."""
    app = embedded(slug)
    try:
        check(app, request.body)
        with seen_by(viewer):
            return _private(_answered(app, request))
    except PreventUpdate:
        return HttpResponse(status=204)
    except PorticoError as error:
        log.warning("%s: %s", slug, error.sentence)
        return JsonResponse({"sentence": viewer.reads(error)}, status=400)


def _answered(app: EmbeddedApp, request: HttpRequest) -> HttpResponse:
    """Dash's answer. It reads the body once more, with less room to follow what is nested than `check` had."""
    try:
        return app.answer("_dash-update-component", request)
    except RecursionError:
        raise NotACall from None


@gzip_page
@require_GET
def outlines(request: HttpRequest, which: str) -> HttpResponse:
    """The outlines that a map is drawn on. Their address changes with them, so browsers keep them."""
    if which not in OUTLINES:
        raise Http404(f"There are no outlines called {which!r}.")
    try:
        response = HttpResponse(geojson(which), content_type="application/geo+json")
    except Missing as error:
        raise Http404(str(error)) from error
    patch_cache_control(response, private=True, max_age=YEAR, immutable=True)
    return response


def page_parts(slug: str) -> dict[str, object]:
    """What a template needs to show the report: addresses of scripts, and the settings of Dash's renderer."""
    app = embedded(slug)
    return {"scripts": app.script_addresses, "dash_config": json.loads(app.page_config())}


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response
