"""The grants: which team may open which report, and whether it may download."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action

from portal.access.admin.bulk_grant import bulk_grant
from portal.access.admin.choosing import ReportSelect, report_choices, reports_that_match
from portal.access.admin_history import WithHistory
from portal.access.models import Grant


class GrantForm(forms.ModelForm):
    """A grant, with the report chosen from those there are."""

    report = forms.ChoiceField(widget=ReportSelect)

    class Meta:
        model = Grant
        fields = ["team", "report", "can_download", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = report_choices(also=self.instance.report)  # type: ignore[attr-defined]


class KeepsGranter(WithHistory):
    """Writes down who made a grant, or changed it last, wherever grants are edited."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for grant in formset.save(commit=False):
            if isinstance(grant, Grant):
                grant.is_by(request.user.get_username())
        super().save_formset(request, form, formset, change)


class GrantInline(TabularInline):
    model = Grant
    form = GrantForm
    extra = 0
    per_page = 25
    hide_title = True


@admin.register(Grant)
class GrantAdmin(WithHistory):
    form = GrantForm
    list_display = ["report", "team", "can_download", "until", "granted_by"]
    list_filter = [("team", AutocompleteSelectFilter), "can_download"]
    list_filter_submit = True
    list_select_related = ["team"]
    search_fields = ["report", "team__name"]
    autocomplete_fields = ["team"]
    readonly_fields = ["granted_by", "granted_at"]
    date_hierarchy = "granted_at"
    actions_list = ["grant_several"]

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        if form.changed_data or not change:
            obj.is_by(request.user.get_username())
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        reports = self.admin_site.admin_view(self.reports)
        return [path("reports/", reports, name="access_grant_reports"), *super().get_urls()]

    def reports(self, request: HttpRequest) -> JsonResponse:
        """What the field for a report offers."""
        if not self.has_view_or_change_permission(request) and not self.has_add_permission(request):
            raise PermissionDenied
        return reports_that_match(request)

    @action(description="Grant several at once", url_path="several", icon="playlist_add", permissions=["add", "change"])
    def grant_several(self, request: HttpRequest) -> HttpResponse:
        return bulk_grant(self, request)
