"""The list of models, and the card of a version. A model whose reports are closed to somebody is not there for her."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.access.rights import Someone, reports_for
from portal.cards.shown import Card
from reports import Report
from reports.learn.models import ModelVersion
from reports.learn.versions import models_of, uses

LARGEST_VERSION = 2**31 - 1  # in PostgreSQL


@require_safe
def all_models(request: HttpRequest) -> HttpResponse:
    """The newest version of each model of the reports that are open to this person."""
    names = {model.model: report for report in reports_for(request.user) for model in models_of(report)}
    newest = ModelVersion.objects.filter(name__in=names).order_by("name", "-version").distinct("name")
    cards = {each.name: Card(each) for each in newest.defer("content")}
    shown = [(name, report, cards.get(name)) for name, report in sorted(names.items())]
    return render(request, "models/list.html", {"models": shown})


@require_safe
def newest(request: HttpRequest, model: str) -> HttpResponse:
    """On to the card of the newest version; where there is none yet, to the list, which says so."""
    _reports_with(model, request.user)
    found = ModelVersion.objects.filter(name=model).order_by("-version").values_list("version", flat=True).first()
    return redirect("models:list") if found is None else redirect("models:card", model, found)


@require_safe
def card(request: HttpRequest, model: str, version: int) -> HttpResponse:
    """Everything that is known of one version."""
    reports = _reports_with(model, request.user)
    versions = ModelVersion.objects.filter(name=model).defer("content")
    found = versions.filter(version=min(version, LARGEST_VERSION)).first()
    if found is None:
        raise Http404(f"The model {model!r} has no version {version}.")
    others = versions.exclude(pk=found.pk).order_by("-version")
    return render(request, "models/card.html", {"card": Card(found), "reports": reports, "others": others})


def _reports_with(model: str, user: Someone) -> list[type[Report]]:
    """The reports that use this model and are open to this person; 404 as if it did not exist where none is."""
    found = [report for report in reports_for(user) if uses(report, model)]
    if not found:
        raise Http404(f"No model is called {model!r}.")
    return found
