"""What an admin can change: people, teams, grants, and what teams see of the warehouse's tables."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from portal.access.admin_history import WithHistory
from portal.access.admin_view_as import CanBeSeenAs
from portal.access.models import (
    Attribute,
    ColumnRule,
    Grant,
    Membership,
    RowPolicy,
    TableRule,
    Team,
    TeamGroup,
    User,
)
from reports import registry

admin.site.unregister(Group)
# Who signs in how is set by the environment and by people themselves; these pages would be a second way.
for model in (EmailAddress, SocialAccount, SocialApp, SocialToken, Authenticator):
    admin.site.unregister(model)


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


class MembershipInline(TabularInline):
    model = Membership
    autocomplete_fields = ["user"]
    fields = ["user", "lead", "came_by"]
    readonly_fields = ["came_by"]
    extra = 0
    hide_title = True


class TeamsOfPerson(TabularInline):
    model = Membership
    autocomplete_fields = ["team"]
    fields = ["team", "lead", "came_by"]
    readonly_fields = ["came_by"]
    verbose_name, verbose_name_plural = "team", "teams"
    extra = 0
    hide_title = True


class GroupInline(TabularInline):
    model = TeamGroup
    verbose_name, verbose_name_plural = "group", "groups of single sign-on whose people are in this team"
    extra = 0
    hide_title = True


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


class AttributeInline(TabularInline):
    model = Attribute
    extra = 0
    hide_title = True


class GrantInline(TabularInline):
    model = Grant
    form = GrantForm
    extra = 0
    hide_title = True


@admin.register(Team)
class TeamAdmin(CanBeSeenAs, KeepsGranter):
    list_display = ["name", "people", "reports"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline, GroupInline, GrantInline, RowPolicyInline, ColumnRuleInline]
    fieldsets = [
        (None, {"fields": ["name", "slug"]}),
        (
            "What it may ask of Snowflake",
            {"fields": ["most_running", "most_waiting", "statement_seconds", "day_seconds", "base_bytes"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships", "grants")

    def people(self, team: Team) -> int:
        return len(team.memberships.all())

    def reports(self, team: Team) -> int:
        return len(team.grants.all())


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


@admin.register(User)
class PersonAdmin(CanBeSeenAs, UserAdmin, WithHistory):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "shown_name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "teams"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = []
    autocomplete_fields = ["groups"]
    inlines = [TeamsOfPerson, AttributeInline]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("When", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    actions = ["remove_second_steps"]

    @admin.action(description="Remove their second steps (a lost phone or key)", permissions=["change"])
    def remove_second_steps(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for step in Authenticator.objects.filter(user__in=people):
            step.delete()  # one by one: each is an event in the log
        self.message_user(request, "They sign in by password alone, until they set up a new second step.")


@admin.register(Group)
class RoleAdmin(GroupAdmin, WithHistory):
    """Rights that several people share, such as the analysts'."""
