"""The page on which an analyst sees whether the log is whole, and how long it is kept: alerts, proofs, holds."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from querylog import alerts, holds
from querylog.audit.guard import may_audit, may_tune
from querylog.audit.wholeness import state_of_the_log
from querylog.errors import PorticoError
from querylog.models import Event, Hold, Kind

REFUSED = (alerts.NoReason, holds.HoldRefused)
FIELDS = ("name", "first", "last", "why")  # of a hold


@require_GET
@login_required
@may_audit
def integrity(request: HttpRequest) -> HttpResponse:
    """Plain facts, each with the time it is of."""
    return render(request, "audit/integrity.html", state_of_the_log())


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
        return _refused(request, error)
    messages.success(request, "The alert is marked as seen, with your name and your words.")
    return redirect("audit:integrity")


@require_POST
@login_required
@may_audit
@may_tune
def hold(request: HttpRequest) -> HttpResponse:
    """Months of the log are put under a legal hold."""
    given = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        made = holds.make(**given, user_id=request.user.pk, by=request.user.get_username())
    except PorticoError as error:
        return _refused(request, error, given=given)
    messages.success(request, f"“{made.name}” is in force: its months stay until it is released.")
    return redirect("audit:integrity")


@require_POST
@login_required
@may_audit
@may_tune
def release(request: HttpRequest, hold_id: int) -> HttpResponse:
    """A legal hold is over, with a word why."""
    found = get_object_or_404(Hold, pk=hold_id)
    why = request.POST.get("why", "")
    try:
        holds.release(found, why=why, user_id=request.user.pk, by=request.user.get_username())
    except PorticoError as error:
        return _refused(request, error)
    messages.success(request, f"“{found.name}” is released: the retention rule holds again for its months.")
    return redirect("audit:integrity")


def _refused(request: HttpRequest, error: PorticoError, **more: Any) -> HttpResponse:
    """The page with the sentence; what was entered is not lost."""
    status = 400 if isinstance(error, REFUSED) else 503
    context = {**state_of_the_log(), "sentence": error.sentence, **more}
    return render(request, "audit/integrity.html", context, status=status)
