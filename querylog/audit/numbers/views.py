"""The pages of numbers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from querylog.audit.guard import may_audit


@require_GET
@login_required
@may_audit
def overview(request: HttpRequest) -> HttpResponse:
    """The numbers at a glance."""
    return render(request, "audit/numbers/page.html", {"heading": "Numbers"})


@require_GET
@login_required
@may_audit
def cost(request: HttpRequest) -> HttpResponse:
    """What was used."""
    return render(request, "audit/numbers/page.html", {"heading": "Cost"})


@require_GET
@login_required
@may_audit
def unusual(request: HttpRequest) -> HttpResponse:
    """What stands out."""
    return render(request, "audit/numbers/page.html", {"heading": "Unusual activity"})
