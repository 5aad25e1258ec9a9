"""The page of unusual activity: each rule in words, what it finds, and where its numbers are tuned."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from querylog.audit.guard import may_audit, may_tune
from querylog.audit.numbers import periods
from querylog.audit.numbers.links import search
from querylog.audit.numbers.tuning import NotTuned, set_rule
from querylog.usage.rules import MOST, Finding, Tuned, tuned

LENGTHS = (7, 28, 90)  # a longer time is read month by month
SHOWN = 25


@require_GET
@login_required
@may_audit
def unusual(request: HttpRequest) -> HttpResponse:
    """Every rule with its findings in the period."""
    return render(request, "audit/numbers/unusual.html", _context(request))


@require_POST
@login_required
@may_audit
@may_tune
def tune(request: HttpRequest, rule: str) -> HttpResponse:
    """A rule's numbers are changed, or it is switched on or off."""
    found = next((each for each in tuned() if each.rule.name == rule), None)
    if found is None:
        raise Http404(f"There is no rule {rule}.")
    try:
        said = set_rule(found, request.POST, user_id=request.user.pk, name=request.user.get_username())
    except NotTuned as error:
        context = {**_context(request), "sentence": error.sentence, "entered": rule}
        return render(request, "audit/numbers/unusual.html", context, status=400)
    messages.success(request, said)
    return redirect("audit:unusual")


def _context(request: HttpRequest) -> dict[str, Any]:
    period = periods.asked(request.GET, lengths=LENGTHS)
    return {
        "heading": "Unusual activity",
        "period": period,
        "lengths": LENGTHS,
        "rules": [_shown(each, period) for each in tuned()],
    }


def _shown(rule: Tuned, period: periods.Period) -> dict[str, Any]:
    found = rule.findings(period.first, period.last)
    return {
        "tuned": rule,
        "findings": [(each, _address(each)) for each in found[:SHOWN]],
        "more": len(found) - SHOWN,
        "count": f"{MOST} or more" if len(found) >= MOST else len(found),
    }


def _address(finding: Finding) -> str:
    """The statements behind it; of a download, its one statement is."""
    return search(finding.words) if finding.words else ""
