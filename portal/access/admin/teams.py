"""The teams: who is in each, what it was granted, and what it sees."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from portal.access.admin.grants import GrantInline, KeepsGranter
from portal.access.admin.policies import ColumnRuleInline, RowPolicyInline
from portal.access.admin_view_as import CanBeSeenAs
from portal.access.models import Membership, Team, TeamGroup


class MembershipInline(TabularInline):
    model = Membership
    autocomplete_fields = ["user"]
    fields = ["user", "lead", "came_by"]
    readonly_fields = ["came_by"]
    extra = 0
    hide_title = True


class GroupInline(TabularInline):
    model = TeamGroup
    verbose_name, verbose_name_plural = "group", "groups of single sign-on whose people are in this team"
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
