"""The grants: which team may open which report, and whether it may download."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminSelectWidget

from portal.access.admin_history import WithHistory
from portal.access.models import Grant
from reports import registry


class GrantForm(forms.ModelForm):
    """A grant, with the report chosen from those there are."""

    report = forms.ChoiceField(widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Grant
        fields = ["team", "report", "can_download", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = report_choices(also=self.instance.report)  # type: ignore[attr-defined]


def report_choices(*, also: str = "") -> list[tuple[str, str]]:
    """Every report by title; `also` one whose file has gone, so that saving its grant does not change it."""
    choices = [(report.slug, f"{report.title} ({report.slug})") for report in registry.all()]
    choices += [(slug, f"{slug} (its file has a mistake)") for slug in registry.broken()]
    if also and also not in dict(choices):
        choices.append((also, f"{also} (its file has gone)"))
    return choices


class KeepsGranter(WithHistory):
    """Writes down who made a grant, wherever grants are edited."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for grant in formset.save(commit=False):
            if isinstance(grant, Grant) and not grant.granted_by:
                grant.granted_by = request.user.get_username()
        super().save_formset(request, form, formset, change)


class GrantInline(TabularInline):
    model = Grant
    form = GrantForm
    extra = 0
    hide_title = True


@admin.register(Grant)
class GrantAdmin(WithHistory):
    form = GrantForm
    list_display = ["report", "team", "can_download", "until", "granted_by"]
    list_filter = ["team", "can_download"]
    search_fields = ["report", "team__name"]
    autocomplete_fields = ["team"]
    readonly_fields = ["granted_by", "granted_at"]
    date_hierarchy = "granted_at"

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        obj.granted_by = obj.granted_by or request.user.get_username()
        super().save_model(request, obj, form, change)
