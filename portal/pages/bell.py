"""The bell: a query that went on when its page was left is ready, a request waits, or was decided."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access.rights import reports_for
from portal.audiences import asking
from portal.catalog.asking import outcomes_for, waiting_for
from portal.catalog.told import title_of
from reports.run.awaited import awaited_by


@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """What the menu of the bell holds; only this person's runs, of reports that are still open to her."""
    titles = {report.slug: report.title for report in reports_for(request.user)}
    waited_for = [
        (each, titles[each.run.report]) for each in awaited_by(request.user.pk or 0) if each.run.report in titles
    ]
    ended = sum(not each.running for each, _ in waited_for)
    user: Any = request.user
    context: dict[str, Any] = {
        "awaited": waited_for,
        "running": len(waited_for) - ended,
        "ended": ended,
        "to_decide": waiting_for(user).count(),
        "outcomes": [(each, title_of(each.report)) for each in outcomes_for(user)],
        "audiences_to_decide": asking.waiting_for(user).count(),
        "audiences": [(each, title_of(each.report)) for each in asking.outcomes_for(user)],
    }
    context["to_answer"] = context["to_decide"] + context["audiences_to_decide"]
    context["decided"] = len(context["outcomes"]) + len(context["audiences"])
    context["over"] = ended + context["to_answer"] + context["decided"]
    return render(request, "_bell.html", {**context, "label": _label(context)})


def _label(context: dict[str, Any]) -> str:
    """What a screen reader says of it."""
    told = [
        _counted(context["ended"], "query has ended", "queries have ended"),
        _counted(context["to_answer"], "request waits for you", "requests wait for you"),
        _counted(context["decided"], "request of yours was decided", "requests of yours were decided"),
    ]
    running = _counted(context["running"], "query runs", "queries run")
    return ", ".join(each for each in told if each) or running or "Queries that run: none"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}" if number else ""
