"""What teams see of the warehouse's tables: row policies, column rules, and which tables are governed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.widgets import UnfoldAdminTextareaWidget

from portal.access.admin.choosing import column_input, known_that_match, table_input
from portal.access.admin_history import WithHistory
from portal.access.models import ColumnRule, RowPolicy, TableRule


class OnePerLine(forms.Field):
    """A list of texts, one per line, as people paste it from a spreadsheet."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(each) for each in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(each) for each in initial or []] != self.to_python(data)


class TableRuleForm(forms.ModelForm):
    """Which table it is about is offered from the snapshot."""

    class Meta:
        model = TableRule
        fields = ["table", "governed", "note"]
        widgets = {"table": table_input()}


class RowPolicyForm(forms.ModelForm):
    """A row policy, with its values one per line."""

    values = OnePerLine(required=False, help_text="One per line.")

    class Meta:
        model = RowPolicy
        fields = ["team", "table", "column", "values", "attribute"]
        widgets = {"table": table_input(), "column": column_input()}


class ColumnRuleForm(forms.ModelForm):
    class Meta:
        model = ColumnRule
        fields = ["team", "table", "column", "how"]
        widgets = {"table": table_input(), "column": column_input()}


class RowPolicyInline(TabularInline):
    model = RowPolicy
    form = RowPolicyForm
    extra = 0
    per_page = 25
    hide_title = True


class ColumnRuleInline(TabularInline):
    model = ColumnRule
    form = ColumnRuleForm
    extra = 0
    per_page = 25
    hide_title = True


@admin.register(TableRule)
class TableRuleAdmin(WithHistory):
    form = TableRuleForm
    list_display = ["table", "governed", "note"]
    list_filter = ["governed"]
    search_fields = ["table", "note"]

    def concern(self, object_id: str) -> str:
        """The table, and so what each team sees of it."""
        rule = TableRule.objects.filter(pk=object_id).first()
        return f"table:{rule.table}" if rule else super().concern(object_id)

    def get_urls(self) -> list[URLPattern]:
        return [path("known/", self.admin_site.admin_view(known), name="access_tablerule_known"), *super().get_urls()]


def known(request: HttpRequest) -> JsonResponse:
    """What the fields for a table and a column offer, for those who write rules."""
    if not _writes_rules(request):
        raise PermissionDenied
    return known_that_match(request)


def _writes_rules(request: HttpRequest) -> bool:
    kinds = ("tablerule", "rowpolicy", "columnrule")
    return any(request.user.has_perm(f"access.{does}_{kind}") for kind in kinds for does in ("add", "change"))


@admin.register(RowPolicy)
class RowPolicyAdmin(WithHistory):
    form = RowPolicyForm
    list_display = ["team", "table", "column", "shows"]
    list_filter = [("team", AutocompleteSelectFilter)]
    list_filter_submit = True
    list_select_related = ["team"]
    search_fields = ["team__name", "table", "column", "values", "attribute"]
    autocomplete_fields = ["team"]

    def shows(self, policy: RowPolicy) -> str:
        """Which rows, in words that fit into a list."""
        if not policy.column:
            return "all rows"
        if policy.attribute:
            return f"the person's {policy.attribute}"
        more = f" and {len(policy.values) - 5:,} more" if len(policy.values) > 5 else ""
        return ", ".join(map(str, policy.values[:5])) + more


@admin.register(ColumnRule)
class ColumnRuleAdmin(WithHistory):
    form = ColumnRuleForm
    list_display = ["team", "table", "column", "how"]
    list_filter = ["how", ("team", AutocompleteSelectFilter)]
    list_filter_submit = True
    list_select_related = ["team"]
    search_fields = ["team__name", "table", "column"]
    autocomplete_fields = ["team"]
