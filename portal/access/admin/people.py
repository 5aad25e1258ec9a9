"""The people, and the roles that several of them share."""

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from portal.access.admin_history import WithHistory
from portal.access.admin_view_as import CanBeSeenAs
from portal.access.models import Attribute, Membership, User

admin.site.unregister(Group)


class TeamsOfPerson(TabularInline):
    model = Membership
    autocomplete_fields = ["team"]
    fields = ["team", "lead", "came_by"]
    readonly_fields = ["came_by"]
    verbose_name, verbose_name_plural = "team", "teams"
    extra = 0
    hide_title = True


class AttributeInline(TabularInline):
    model = Attribute
    extra = 0
    hide_title = True


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
