"""The groups of which the company's directory tells by SCIM: to look at, and offered where groups become teams."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.aggregates import StringAgg
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html_join
from unfold.admin import TabularInline

from portal.access.admin.choosing import MOST, OfferedInput
from portal.access.admin_history import WithHistory
from portal.access.models import DirectoryGroup, TeamGroup

MOST_SHOWN = 200  # people of one group
OFFERED = reverse_lazy("admin:access_directorygroup_offered")


class GroupForm(forms.ModelForm):
    """A group of a team; the names that the directory tells of are offered as one types."""

    class Meta:
        model = TeamGroup
        fields = ["group"]
        widgets = {"group": OfferedInput(attrs={"data-offers": OFFERED, "autocomplete": "off"})}


class GroupInline(TabularInline):
    model = TeamGroup
    form = GroupForm
    verbose_name, verbose_name_plural = "group", "groups of the identity provider whose people are in this team"
    extra = 0
    per_page = 25
    hide_title = True


def offered(request: HttpRequest) -> JsonResponse:
    """The names of the directory's groups that hold what was typed, as portal/offers.js takes them."""
    if not request.user.has_perm("access.change_team"):
        raise PermissionDenied
    groups = DirectoryGroup.objects.filter(name__icontains=request.GET.get("find", ""))
    return JsonResponse({"found": [[name, ""] for name in groups.values_list("name", flat=True)[:MOST]]})


@admin.register(DirectoryGroup)
class DirectoryGroupAdmin(WithHistory):
    """What the directory says is changed there; whoever may see teams may see it."""

    list_display = ["name", "how_many", "teams"]
    search_fields = ["name"]
    fields = readonly_fields = ["name", "teams", "how_many", "who"]

    def get_urls(self) -> list[URLPattern]:
        way = path("offered/", self.admin_site.admin_view(offered), name="access_directorygroup_offered")
        return [way, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mapped = TeamGroup.objects.filter(group=OuterRef("name")).order_by().values("group")
        teams = mapped.annotate(all=StringAgg("team__name", ", ", order_by="team__name")).values("all")
        return super().get_queryset(request).annotate(size=Count("people", distinct=True), mapped_to=Subquery(teams))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("access.view_team")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def how_many(self, group: Any) -> int:
        return int(group.size)

    how_many.short_description = "people"  # type: ignore[attr-defined]

    def teams(self, group: Any) -> str:
        """The teams that its people are in."""
        return group.mapped_to or "none yet: name it on a team's page"

    def who(self, group: Any) -> str:
        """The people, with the way to each."""
        people = group.people.order_by("username")[:MOST_SHOWN]
        links = ((reverse("admin:access_user_change", args=[each.pk]), each.shown_name) for each in people)
        more = f" and {group.size - MOST_SHOWN:,} more" if group.size > MOST_SHOWN else ""
        return format_html_join(", ", '<a class="text-primary-600" href="{}">{}</a>', links) + more or "nobody"
