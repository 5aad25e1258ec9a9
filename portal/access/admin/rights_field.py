"""The field for the rights of a person or a role: those that the portal asks for, by what they let one do."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Case, IntegerField, Q, QuerySet, When
from unfold.widgets import UnfoldAdminSelect2MultipleWidget

PLAIN = ("view_", "add_", "change_", "delete_")  # what Django makes for each table
# The rights that the portal asks for, and not the hundred that Django makes besides.
OURS = Q(content_type__app_label__in=["access", "catalog", "audiences"]) & ~Q(content_type__model="failedsignin")
OURS |= Q(content_type__app_label="querylog", codename__in=["view_statement", "tune_audit"])
OURS |= Q(content_type__app_label="auth", codename="view_group")
WORDS = {"view_statement": "Can audit: who asked what, who changed what", "view_group": "Can view role"}


class RightsField(forms.ModelMultipleChoiceField):
    """Rights to choose from, found as one types: first those that have a meaning of their own, then those of tables."""

    def __init__(self, **options: Any) -> None:
        super().__init__(rights(), required=False, widget=UnfoldAdminSelect2MultipleWidget(), **options)

    def label_from_instance(self, obj: Any) -> str:
        return WORDS.get(obj.codename, obj.name)


def rights() -> QuerySet[Permission]:
    """What a person or a role can be given: the rights of ours, and those that somebody has been given already."""
    given = Q(group__isnull=False) | Q(user__isnull=False)
    found = Permission.objects.filter(OURS) | Permission.objects.filter(given)
    of_a_table = Q(codename__regex=f"^({'|'.join(PLAIN)})") & ~Q(codename__in=WORDS)
    first = Case(When(of_a_table, then=1), default=0, output_field=IntegerField())
    return found.annotate(first=first).distinct().select_related("content_type").order_by("first", "name")
