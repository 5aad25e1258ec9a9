"""The roles that a new portal comes with: what belongs together, ready to be given to people. Nobody has one yet."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

VIEW, CHANGE, ADD, DELETE = "view", "change", "add", "delete"
ALL = (VIEW, ADD, CHANGE, DELETE)


def _of(model: str, *actions: str) -> list[str]:
    """The rights to do these with the rows of a model: "access.grant" gives "access.view_grant" and so on."""
    app, _, name = model.partition(".")
    return [f"{app}.{action}_{name}" for action in actions]


ROLES = {
    "Analysts": ["querylog.view_statement", "access.see_sql"],
    "Report developers": ["access.develop_reports", "access.see_sql"],
    "Catalog managers": [
        "catalog.manage_catalog",
        "catalog.decide_requests",
        *_of("access.team", VIEW),
        *_of("access.user", VIEW),
    ],
    "Team managers": ["access.manage_members"],
    "Audience approvers": ["audiences.approve_audiences"],
    "People managers": [
        "access.manage_members",
        *_of("access.user", VIEW, ADD, CHANGE),
        *_of("access.team", VIEW),
        *_of("access.membership", *ALL),
    ],
    "Access managers": [
        *_of("access.user", VIEW),
        *_of("access.team", VIEW, ADD, CHANGE),
        *_of("access.grant", *ALL),
        *_of("access.tablerule", *ALL),
        *_of("access.rowpolicy", *ALL),
        *_of("access.columnrule", *ALL),
        *_of("access.attribute", *ALL),
    ],
}


def make_roles(**_: Any) -> None:
    """After a migration: the roles, where there is none at all. What admins made of theirs since stays.

    No events of the log: a role that nobody has gives nothing, and who gets it is on record.
    """
    wanted = {right for rights in ROLES.values() for right in rights}
    known = {f"{each.content_type.app_label}.{each.codename}": each for each in _permissions(wanted)}
    if wanted - known.keys() or Group.objects.exists():
        return
    with transaction.atomic():
        made = Group.objects.bulk_create([Group(name=name) for name in ROLES])
        through = Group.permissions.through
        through.objects.bulk_create(
            through(group_id=role.pk, permission_id=known[right].pk) for role in made for right in ROLES[role.name]
        )


def _permissions(wanted: set[str]) -> Any:
    names = Q(pk=None)
    for right in wanted:
        app, _, codename = right.partition(".")
        names |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.filter(names).select_related("content_type")
