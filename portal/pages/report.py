"""The page of one report, in the portal's own frame."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from reports import registry
from reports.embed.views import page_parts
from reports.render.brand import chart_themes
from reports.viewer import Viewer


@require_GET
@ensure_csrf_cookie  # Dash reads the token from the cookie and sends it with every callback
def report_page(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponse:
    """The report with its filters at their defaults; nothing has been asked of Snowflake but what can be chosen."""
    context = {"report": registry.get(slug), "viewer": viewer, "brand": chart_themes(), **page_parts(slug)}
    return render(request, "report.html", context)


@require_GET
def back_to_page(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponseRedirect:
    """The report's page, for someone who opened the address under which Dash makes its calls."""
    return redirect("report", slug=slug)
