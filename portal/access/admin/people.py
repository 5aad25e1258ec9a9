"""The people, and the roles that several of them share.

Who may make and change people can't raise anybody by that, herself included: staff, superusers and roles are for
superusers to give, and an account that has more rights than she has is closed to her.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from portal.access.admin.rights_field import RightsField
from portal.access.admin_history import WithHistory
from portal.access.admin_view_as import CanBeSeenAs
from portal.access.models import Attribute, Membership, User

RAISES = ["is_staff", "is_superuser", "groups", "user_permissions"]  # what gives somebody more rights

admin.site.unregister(Group)


class TeamsOfPerson(TabularInline):
    model = Membership
    autocomplete_fields = ["team"]
    ordering = ["team__name"]
    fields = ["team", "lead", "came_by"]
    readonly_fields = ["came_by"]
    verbose_name, verbose_name_plural = "team", "teams"
    extra = 0
    per_page = 25
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "team")


class AttributeInline(TabularInline):
    model = Attribute
    extra = 0
    per_page = 25
    hide_title = True


@admin.register(User)
class PersonAdmin(CanBeSeenAs, UserAdmin, WithHistory):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "shown_name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", ("teams", AutocompleteSelectFilter)]
    list_filter_submit = True
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = []
    autocomplete_fields = ["groups"]
    inlines = [TeamsOfPerson, AttributeInline]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("When", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    actions = ["remove_second_steps"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user_permissions":
            return RightsField(label="Rights of their own", help_text="Besides those of their roles.")
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.label, field.help_text = "Roles", "Each gives the rights that are in it."
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [*self.readonly_fields, *([] if request.user.is_superuser else RAISES)]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Of one person: only if she has no right that this admin has not. Her password is asked for by this, too."""
        return super().has_change_permission(request, obj) and not has_more_rights(obj, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not has_more_rights(obj, request.user)

    @admin.action(description="Remove their second steps (a lost phone or key)", permissions=["change"])
    def remove_second_steps(self, request: HttpRequest, people: QuerySet[User]) -> None:
        closed = [person for person in people if not self.has_change_permission(request, person)]
        if closed:
            names = ", ".join(person.get_username() for person in closed)
            self.message_user(request, f"Left as they are, for they have rights that you have not: {names}.", "warning")
        for step in Authenticator.objects.filter(user__in=people).exclude(user__in=closed):
            step.delete()  # one by one: each is an event in the log
        if len(closed) < len(people):
            self.message_user(request, "They sign in by password alone, until they set up a new second step.")


def has_more_rights(person: Any, than: Any) -> bool:
    """Has this person a right that the other has not? One that sleeps while the account is switched off counts, too."""
    if person is None or than.is_superuser or person.pk == than.pk:
        return False
    if person.is_superuser or (person.is_staff and not than.is_staff):
        return True
    found = Permission.objects.filter(Q(user=person) | Q(group__user=person)).values_list(
        "content_type__app_label", "codename"
    )
    return not {f"{app}.{codename}" for app, codename in found} <= than.get_all_permissions()


@admin.register(Group)
class RoleAdmin(GroupAdmin, WithHistory):
    """Rights that several people share, such as the analysts'. Only superusers make them: a role gives rights."""

    filter_horizontal = []

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        return RightsField(label="Rights")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return self.has_add_permission(request)
