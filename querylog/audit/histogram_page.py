"""The drawing of how many statements a search finds over time, for the search page to fetch."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from querylog.audit import bars, language, saved
from querylog.audit.columns import chosen
from querylog.audit.errors import NotASearch
from querylog.audit.guard import SEES_SQL, may_audit
from querylog.audit.histogram import histogram_of
from querylog.audit.listing import typed_in


@require_GET
@login_required
@may_audit(how="bars")
def histogram(request: HttpRequest) -> HttpResponse:
    """Part of a page: bars of the search `q`, each a link to the same search at its time, with the same columns."""
    columns = chosen(request.GET.getlist("columns"))
    try:
        search = language.read(typed_in(request))
        found = histogram_of(search, in_sql=request.user.has_perm(SEES_SQL))
    except NotASearch as error:
        return render(request, "audit/_histogram.html", {"sentence": error.sentence}, status=400)
    without = str(search.without("on"))
    drawn = bars.drawn(found)
    context = {
        "bars": [(bar, saved.address(f"{without} {bar.on}".strip(), columns)) for bar in drawn],
        "said": bars.said(found),
        "most": bars.most_in(found),
        "step": bars.step_of(found),
        "first": found.bars[0].start if found.bars else None,
        "last": bars.last_of(found.bars[-1]) if found.bars else None,
        "ends": bars.form_of_ends(found),
        "less": saved.address(f"{without} on:7d".strip(), columns),
        "width": max(len(drawn), 1) * bars.WIDTH,
        "height": bars.HEIGHT,
    }
    return render(request, "audit/_histogram.html", context)
