"""Grants of several reports to several teams in one form: first what would change, then the change."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from portal.access import bulk
from portal.access.admin.choosing import ReportsSelect, report_choices
from portal.access.bulk import Given, Step
from portal.access.models import Grant, Team
from portal.catalog.forms import not_over

RIGHTS = [("view", "View"), ("download", "View and download")]


class BulkForm(forms.Form):
    """Which reports, to which teams, to do what, until when."""

    reports = forms.MultipleChoiceField(widget=ReportsSelect)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(), widget=AutocompleteSelectMultiple(Grant._meta.get_field("team"), admin.site)
    )
    right = forms.ChoiceField(
        choices=RIGHTS, initial="view", label="They may", widget=UnfoldAdminRadioSelectWidget(radio_style=1)
    )
    until = forms.DateField(
        required=False,
        help_text="The last day on which it holds. Empty: no end.",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        error_messages={"invalid": "That is not a day. Write it as 2026-12-31."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reports"].choices = report_choices()  # type: ignore[attr-defined]

    def clean_until(self) -> Any:
        return not_over(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        number = len(cleaned.get("reports") or ()) * len(cleaned.get("teams") or ())
        if number > bulk.MOST:
            self.add_error("teams", f"These are {number:,} grants. At most {bulk.MOST:,} go at once: choose fewer.")
        return cleaned

    @property
    def asked(self) -> tuple[list[Team], list[str], Given]:
        """Whom, what and how, once it is valid."""
        said = self.cleaned_data
        given = Given(can_download=said["right"] == "download", until=said["until"])
        return list(said["teams"]), said["reports"], given


def may_grant_several(request: HttpRequest) -> bool:
    return request.user.has_perms(["access.add_grant", "access.change_grant"])


def bulk_grant(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The form; sent, with what would change; sent once more, done."""
    if request.method != "POST":
        return _page(model_admin, request, BulkForm(initial={"reports": request.GET.getlist("report")}))
    form = BulkForm(request.POST)
    if not form.is_valid():
        return _page(model_admin, request, form)
    if "confirm" in request.POST:
        try:
            done = bulk.apply(*form.asked, by=request.user.get_username(), seen=request.POST.get("seen", ""))
        except bulk.ChangedMeanwhile:
            messages.warning(request, "Not done yet: what would change is not what you saw. Look at it again.")
        else:
            messages.success(request, f"{_grants(len(done))} made or changed. Each is in the history.")
            return redirect("admin:access_grant_changelist")
    return _page(model_admin, request, form, bulk.planned(*form.asked))


def bulk_grant_of(request: HttpRequest, reports: Sequence[str]) -> HttpResponse:
    """The form with these reports in it, for those who chose them in the catalog."""
    return _page(admin.site.get_model_admin(Grant), request, BulkForm(initial={"reports": list(reports)}))


def _page(model_admin: Any, request: HttpRequest, form: BulkForm, steps: Sequence[Step] = ()) -> HttpResponse:
    changing = [step for step in steps if step.changes]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Grant several reports at once",
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
        "to": reverse("admin:access_grant_grant_several"),
        "steps": steps,
        "columns": ["Team", "Report", "What changes"],
        "rows": _rows(steps),
        "changing": changing,
        "words": _words(steps, changing),
        "confirm": f"Make {'this change' if len(changing) == 1 else f'these {len(changing):,} changes'}",
        "seen": bulk.fingerprint(steps),
    }
    return TemplateResponse(request, "admin/bulk_grant.html", context)


def _rows(steps: Sequence[Step]) -> list[list[str]]:
    """A line of the table for each step, what changes first."""
    titles = dict(report_choices())
    return [
        [
            step.team.name,
            titles.get(step.report, step.report),
            f"{step.was} → {step.after}" if step.changes else f"stays: {step.was}",
        ]
        for step in sorted(steps, key=lambda step: not step.changes)
    ]


def _words(steps: Sequence[Step], changing: Sequence[Step]) -> str:
    """What would change, in a sentence."""
    new = sum(step.before is None for step in steps)
    people = bulk.people_let_in(changing)
    said = [f"{new:,} new", f"{len(changing) - new:,} changed", f"{len(steps) - len(changing):,} as they are"]
    opens = f" {people:,} {'person is' if people == 1 else 'people are'} let in." if people else ""
    return f"{_grants(len(steps))}: {', '.join(said)}.{opens}"


def _grants(number: int) -> str:
    return f"{number:,} grant{'' if number == 1 else 's'}"
