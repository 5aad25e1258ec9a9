"""The page on which an analyst sees whether the log is whole: the last comparison, open alerts, the last seal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from querylog import alerts
from querylog.audit.guard import may_audit
from querylog.errors import PorticoError
from querylog.models import Event, Kind, Seal
from querylog.reconcile import last_comparison

MOST_SHOWN = 100


@require_GET
@login_required
@may_audit
def integrity(request: HttpRequest) -> HttpResponse:
    """Plain facts, each with the time it is of."""
    return render(request, "audit/integrity.html", _context())


@require_POST
@login_required
@may_audit
def seen(request: HttpRequest, alert_id: str) -> HttpResponse:
    """An alert is dealt with, with a word why."""
    alert = get_object_or_404(Event, pk=alert_id, kind=Kind.ALERT)
    who: dict[str, Any] = {"user_id": request.user.pk, "name": request.user.get_username()}
    try:
        alerts.mark_as_seen(alert, **who, why=request.POST.get("why", ""))
    except PorticoError as error:
        status = 400 if isinstance(error, alerts.NoReason) else 503
        return render(request, "audit/integrity.html", {**_context(), "sentence": error.sentence}, status=status)
    messages.success(request, "The alert is marked as seen, with your name and your words.")
    return redirect("audit:integrity")


def _context() -> dict[str, Any]:
    compared = last_comparison()
    waiting = alerts.still_open()
    seal = Seal.objects.order_by("-number").first()
    return {
        "compared": compared,
        "since": parse_datetime(compared.facts["since"]) if compared else None,
        "until": parse_datetime(compared.facts["until"]) if compared else None,
        "alerts": waiting[:MOST_SHOWN],
        "alerts_count": waiting.count(),
        "seal": seal,
        "sealed_rows": _rows_under(seal),
    }


def _rows_under(seal: Seal | None) -> int:
    """How many rows of the log this one seal is over."""
    tables = seal.roots.values() if seal and isinstance(seal.roots, dict) else []
    return sum(int(each.get("rows", 0)) for each in tables if isinstance(each, dict))
