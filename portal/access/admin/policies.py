"""What teams see of the warehouse's tables: row policies, column rules, and which tables are governed."""

from typing import Any

from django import forms
from django.contrib import admin
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget

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


class RowPolicyForm(forms.ModelForm):
    """A row policy, with its values one per line."""

    values = OnePerLine(required=False, help_text="One per line.")

    class Meta:
        model = RowPolicy
        fields = ["team", "table", "column", "values", "attribute"]


class RowPolicyInline(TabularInline):
    model = RowPolicy
    form = RowPolicyForm
    extra = 0
    hide_title = True


class ColumnRuleInline(TabularInline):
    model = ColumnRule
    extra = 0
    hide_title = True


@admin.register(TableRule)
class TableRuleAdmin(WithHistory):
    list_display = ["table", "governed", "note"]
    list_filter = ["governed"]
    search_fields = ["table", "note"]

    def concern(self, object_id: str) -> str:
        """The table, and so what each team sees of it."""
        rule = TableRule.objects.filter(pk=object_id).first()
        return f"table:{rule.table}" if rule else super().concern(object_id)


@admin.register(RowPolicy)
class RowPolicyAdmin(WithHistory):
    form = RowPolicyForm
    list_display = ["team", "table", "column", "shows"]
    list_filter = ["team"]
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
    list_display = ["team", "table", "column", "how"]
    list_filter = ["how", "team"]
    search_fields = ["team__name", "table", "column"]
    autocomplete_fields = ["team"]
