"""The pages of numbers: what a period looks like, from above and part by part."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from querylog.audit.guard import may_audit
from querylog.audit.numbers import heat, heaviest, periods, ranking, reports, unused
from querylog.audit.numbers.links import search
from querylog.audit.numbers.totals import totals_of
from querylog.models import Mark

GLANCE = 5  # lines of each part on the page that shows all


@require_GET
@login_required
@may_audit
def overview(request: HttpRequest) -> HttpResponse:
    """The period at a glance, with the top of each part."""
    period = periods.asked(request.GET)
    tables = ranking.tables(period, most=GLANCE)
    people = ranking.people(period, most=GLANCE)
    context = {
        "totals": totals_of(period),
        "all": search(period.search),
        "failed": search("status:failed,lost", period.search),
        "people": [(each, search(period.search, user=each.person_name)) for each in people.rows],
        "tables": [(each, search(period.search, table=each.table)) for each in tables.rows],
        "reports": reports.over_time(period, most=GLANCE)[0],
        "heaviest": heaviest.heaviest(period, "seconds", most=GLANCE),
        "failing": reports.failing(period, most=GLANCE),
        "idle_reports": unused.reports(period),
        "idle_tables": unused.tables(period),
    }
    return _page(request, "overview", period, context)


@require_GET
@login_required
@may_audit
def people_and_tables(request: HttpRequest) -> HttpResponse:
    """Who reads what."""
    period = periods.asked(request.GET)
    asked = {name: request.GET.get(name, "") for name in ("find", "table", "after", "tables_after")}
    return _page(request, "tables", period, {"heat": heat.heat_of(period, **asked), **asked})


@require_GET
@login_required
@may_audit
def reports_over_time(request: HttpRequest) -> HttpResponse:
    """Which report is asked when."""
    period = periods.asked(request.GET)
    find = request.GET.get("find", "")
    lines, after = reports.over_time(period, find=find, after=request.GET.get("after", ""))
    context = {"lines": lines, "after": after, "find": find, "later": "after" in request.GET}
    return _page(request, "reports", period, context)


@require_GET
@login_required
@may_audit
def heavy(request: HttpRequest) -> HttpResponse:
    """The heaviest statements."""
    period = periods.asked(request.GET)
    by = request.GET.get("by", "seconds")
    by = by if by in heaviest.BY else "seconds"
    choices = [(key, heading) for key, (heading, _) in heaviest.BY.items()]
    context = {"heaviest": heaviest.heaviest(period, by), "by": by, "keep": f"&by={by}", "choices": choices}
    return _page(request, "heaviest", period, context)


@require_GET
@login_required
@may_audit
def failing(request: HttpRequest) -> HttpResponse:
    """Reports that fail."""
    period = periods.asked(request.GET)
    return _page(request, "failing", period, {"failing": reports.failing(period)})


@require_GET
@login_required
@may_audit
def idle(request: HttpRequest) -> HttpResponse:
    """What nobody uses."""
    period = periods.asked(request.GET)
    return _page(request, "unused", period, {"reports": unused.reports(period), "tables": unused.tables(period)})


PARTS = {
    "overview": ("Numbers", "audit:numbers", "Overview"),
    "tables": ("People and tables", "audit:numbers-tables", "People and tables"),
    "reports": ("Reports over time", "audit:numbers-reports", "Reports"),
    "heaviest": ("Heaviest statements", "audit:numbers-heaviest", "Heaviest"),
    "failing": ("Failing reports", "audit:numbers-failing", "Failing"),
    "unused": ("What nobody uses", "audit:numbers-unused", "Unused"),
}


def _page(request: HttpRequest, part: str, period: periods.Period, context: dict[str, Any]) -> HttpResponse:
    tallied = Mark.objects.filter(name__startswith="tally ").order_by("-at").first()
    shared = {
        "heading": PARTS[part][0],
        "part": part,
        "parts": [(key, address, short) for key, (_, address, short) in PARTS.items()],
        "period": period,
        "lengths": periods.LENGTHS,
        "tallied": tallied.at if tallied else None,
    }
    return render(request, f"audit/numbers/{part}.html", {**shared, **context})
