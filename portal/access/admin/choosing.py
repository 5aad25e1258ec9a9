"""Fields that offer what fits as one types, and never a list of everything there is."""

from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.urls import reverse_lazy
from unfold.widgets import AutocompleteWidgetMixin, UnfoldAdminTextInputWidget

from reports import registry
from reports.schema import plain, snapshot

MOST = 50  # that are offered at once

REPORTS = reverse_lazy("admin:access_grant_reports")
TABLES = reverse_lazy("admin:access_tablerule_known")


class ChosenOnly(AutocompleteWidgetMixin):
    """Writes no option into the page but what is chosen; the others are asked for as one types."""

    choices: Any
    allow_multiple_selected: bool

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        labels = {str(key): label for key, label in self.choices}
        empty = [] if self.allow_multiple_selected else [("", "")]
        options = empty + [(each, labels.get(each, each)) for each in value if each]
        made = [self.create_option(name, key, label, key in value, place) for place, (key, label) in enumerate(options)]
        return [(None, made, 0)]


class ReportSelect(ChosenOnly, forms.Select):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(attrs={"data-ajax--url": REPORTS}, **kwargs)


class ReportsSelect(ChosenOnly, forms.SelectMultiple):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(attrs={"data-ajax--url": REPORTS}, **kwargs)


class OfferedInput(UnfoldAdminTextInputWidget):
    """A field to type into, with what the warehouse's snapshot knows below it."""

    class Media:
        js = ["portal/ask.js", "portal/offers.js"]


def table_input() -> OfferedInput:
    return OfferedInput(attrs={"data-offers": TABLES, "autocomplete": "off"})


def column_input() -> OfferedInput:
    """For a column of the table in the field `table` of the same row."""
    return OfferedInput(attrs={"data-offers": TABLES, "data-beside": "table", "autocomplete": "off"})


def report_choices(*, also: str = "") -> list[tuple[str, str]]:
    """Every report by title; `also` one whose file has gone, so that saving its grant does not change it."""
    choices = [(report.slug, f"{report.title} ({report.slug})") for report in registry.all()]
    choices += [(slug, f"{slug} (its file has a mistake)") for slug in registry.broken()]
    if also and also not in dict(choices):
        choices.append((also, f"{also} (its file has gone)"))
    return choices


def reports_that_match(request: HttpRequest) -> JsonResponse:
    """Those whose title or slug holds every word, as select2 takes them."""
    words = request.GET.get("term", "").lower().split()
    found = [(slug, label) for slug, label in report_choices() if all(word in label.lower() for word in words)]
    results = [{"id": slug, "text": label} for slug, label in found[:MOST]]
    return JsonResponse({"results": results, "pagination": {"more": False}})


def known_that_match(request: HttpRequest) -> JsonResponse:
    """Tables of the snapshot, or with `table` the columns of that one, as portal/offers.js takes them."""
    known, typed = snapshot(), request.GET.get("find", "").lower()
    if "table" in request.GET:
        columns = known.columns(plain(request.GET["table"]))
        found = [[name, kind] for name, kind in columns.items() if typed in name.lower()]
    else:
        found = [[name, ""] for name in known.tables if typed in name.lower()]
    return JsonResponse({"found": found[:MOST]})
