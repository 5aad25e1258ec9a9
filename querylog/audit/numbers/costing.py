"""The page of costs, and where budgets are set."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from querylog.audit.guard import may_audit, may_tune
from querylog.audit.numbers import periods
from querylog.audit.numbers.costs import GROUPS, SORTS, costs_of, unattributed
from querylog.audit.numbers.tuning import NotTuned, set_budget
from querylog.usage.budgets import standings
from querylog.usage.credits import last_reading


@require_GET
@login_required
@may_audit
def cost(request: HttpRequest) -> HttpResponse:
    """Seconds, bytes and credits in groups, and how the budgets stand."""
    return render(request, "audit/numbers/cost.html", _context(request))


@require_POST
@login_required
@may_audit
@may_tune
def budget(request: HttpRequest) -> HttpResponse:
    """A team's budget is set, changed or taken away."""
    try:
        said = set_budget(request.POST, user_id=request.user.pk, name=request.user.get_username())
    except NotTuned as error:
        context = {**_context(request), "sentence": error.sentence, "entered": request.POST}
        return render(request, "audit/numbers/cost.html", context, status=400)
    messages.success(request, said)
    return redirect("audit:cost")


def _context(request: HttpRequest) -> dict[str, Any]:
    period = periods.asked(request.GET)
    by, sort = request.GET.get("by", "report"), request.GET.get("sort", "seconds")
    by, sort = by if by in GROUPS else "report", sort if sort in SORTS else "seconds"
    return {
        "heading": "Cost",
        "period": period,
        "lengths": periods.LENGTHS,
        "by": by,
        "sort": sort,
        "keep": f"&by={by}&sort={sort}",
        "groups": [(key, heading) for key, (heading, _) in GROUPS.items()],
        "sorts": SORTS.items(),
        "group": GROUPS[by][0],
        "costs": costs_of(period, by=by, sort=sort),
        "unattributed": unattributed(period),
        "reading": last_reading(),
        "standings": standings(),
    }
