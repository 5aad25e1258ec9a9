"""The requests for audiences, to be read; they are decided at /audiences/."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from portal.audiences.asking import APPROVES_ALL
from portal.audiences.models import AudienceRequest


@admin.register(AudienceRequest)
class AudienceRequestAdmin(ModelAdmin):
    """Who asked for which ids, and what came of it."""

    list_display = ["report", "team_name", "person_name", "count", "asked_at", "state", "decided_by_name"]
    list_filter = ["state"]
    search_fields = ["report", "person_name", "team_name", "purpose", "sha256", "query_id"]
    date_hierarchy = "asked_at"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(APPROVES_ALL)

    def has_view_permission(self, request: HttpRequest, obj: AudienceRequest | None = None) -> bool:
        return request.user.has_perm(APPROVES_ALL)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AudienceRequest | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AudienceRequest | None = None) -> bool:
        return False
