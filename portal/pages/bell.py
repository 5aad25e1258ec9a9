"""The bell: a query that went on when its page was left is ready."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access.rights import reports_for
from reports.run.awaited import awaited_by


@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """What the menu of the bell holds; only this person's runs, of reports that are still open to her."""
    titles = {report.slug: report.title for report in reports_for(request.user)}
    waited_for = [
        (each, titles[each.run.report]) for each in awaited_by(request.user.pk or 0) if each.run.report in titles
    ]
    over = sum(not each.running for each, _ in waited_for)
    return render(request, "_bell.html", {"awaited": waited_for, "over": over, "running": len(waited_for) - over})
