"""Which rows SCIM may see and change, and where answers say that they are.

Superusers are out of its reach: someone has to get in when the provider does not.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from portal.access.models import User


def within_reach(model: Any) -> Callable[..., dict[str, Any]]:
    """What restricts the rows of this model, in the form in which django-scim2 asks for it."""
    return lambda request, *args: {"is_superuser": False, "scim_deleted": False} if model is User else {}


def held(model: Any) -> Callable[..., Model]:
    """The row; held until the change is done, so that two at once come one after the other."""

    def hold(request: HttpRequest, row: Model) -> Model:
        if request.method == "GET":
            return row
        held_row: Model = model.objects.select_for_update(no_key=True).get(pk=row.pk, **within_reach(model)(request))
        return held_row

    return hold


def with_the_other_side(model: Any) -> Callable[..., QuerySet[Any]]:
    """Many rows, with what each answer says of the groups of a person or the people of a group."""
    return lambda request, rows: rows.prefetch_related("directory_groups" if model is User else "people")


def here(request: HttpRequest | None = None) -> str:
    """The portal's own address, for the locations in answers."""
    return request.build_absolute_uri("/") if request else "/"
