"""The teams: who is in each, what it was granted, and what it sees."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import TabularInline

from portal.access.admin.directory import GroupInline
from portal.access.admin.grants import GrantInline, KeepsGranter
from portal.access.admin.policies import ColumnRuleInline, RowPolicyInline
from portal.access.admin_view_as import CanBeSeenAs
from portal.access.models import ColumnRule, Grant, Membership, RowPolicy, Team, TeamGroup

GOES_WITH: tuple[Any, ...] = (Membership, TeamGroup, Grant, RowPolicy, ColumnRule)  # when a team is deleted

MOST_NAMED = 200  # of what goes with a team that is deleted; of more, only how many


class MembershipInline(TabularInline):
    model = Membership
    autocomplete_fields = ["user"]
    ordering = ["-lead", "user__username"]
    fields = ["user", "lead", "came_by"]
    readonly_fields = ["came_by"]
    extra = 0
    per_page = 25
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "team")


@admin.register(Team)
class TeamAdmin(CanBeSeenAs, KeepsGranter):
    list_display = ["name", "people", "reports"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline, GroupInline, GrantInline, RowPolicyInline, ColumnRuleInline]
    fieldsets = [
        (None, {"fields": ["name", "slug"]}),
        ("What leaves the portal", {"fields": ["approves_audiences"]}),
        (
            "What it may ask of Snowflake",
            {"fields": ["most_running", "most_waiting", "statement_seconds", "day_seconds", "base_bytes"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        found: QuerySet[Team] = super().get_queryset(request)
        return found.annotate(people_count=_number_of(Membership), reports_count=_number_of(Grant))

    @admin.display(ordering="people_count")
    def people(self, team: Any) -> str:
        """How many; the number leads to them."""
        address = f"{reverse('admin:access_user_changelist')}?teams__id__exact={team.pk}"
        return format_html('<a href="{}">{}</a>', address, f"{team.people_count:,}")

    @admin.display(ordering="reports_count")
    def reports(self, team: Any) -> str:
        address = f"{reverse('admin:access_grant_changelist')}?team__id__exact={team.pk}"
        return format_html('<a href="{}">{}</a>', address, f"{team.reports_count:,}")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with these teams; of thousands of members only how many they are."""
        teams = list(objs)
        going = {model: model.objects.filter(team__in=teams).count() for model in GOES_WITH}
        if sum(going.values()) <= MOST_NAMED:
            return super().get_deleted_objects(teams, request)
        counts = {str(model._meta.verbose_name_plural): number for model, number in going.items() if number}
        named = [*map(str, teams), *(f"{number:,} {name}" for name, number in counts.items())]
        asked = [model for model in (Team, *GOES_WITH) if self.admin_site.is_registered(model)]
        lacking = {
            model._meta.verbose_name
            for model in asked
            if not self.admin_site.get_model_admin(model).has_delete_permission(request)
        }
        return named, {"teams": len(teams), **counts}, lacking, []


def _number_of(model: Any) -> Coalesce:
    """How many rows of this model a team has, counted by the index of its team."""
    rows = model.objects.filter(team=OuterRef("pk")).order_by().values("team").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)
