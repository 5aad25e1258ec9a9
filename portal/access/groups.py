"""Which teams is a person in by her groups? Those that she told at sign-in, and those that the directory tells of.

What the directory tells holds at once, so it has the last word: a membership that came by a sign-in is the directory's
as soon as it names a group of the same team, and ends when it ends there.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from portal.access.models import CameBy, DirectoryGroup, Membership, Team, TeamGroup, User


def connect() -> None:
    """From now on, the teams follow the groups of the directory, and what an admin says that these are."""
    m2m_changed.connect(_people_changed, sender=DirectoryGroup.people.through, dispatch_uid="directory")
    post_save.connect(_group_changed, sender=DirectoryGroup, dispatch_uid="directory")
    pre_delete.connect(_group_goes, sender=DirectoryGroup, dispatch_uid="directory")
    pre_save.connect(_mapping_changes, sender=TeamGroup, dispatch_uid="directory")
    post_save.connect(_mapping_changed, sender=TeamGroup, dispatch_uid="directory")
    post_delete.connect(_mapping_changed, sender=TeamGroup, dispatch_uid="directory")


@transaction.atomic
def update_teams(user: User, groups: Any, *, by: CameBy) -> None:
    """Put this person into the teams of these groups, and out of those that she was in by such a group alone.

    The groups are a set, or a query, which is asked when it is her turn: two changes at once come one after the other.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    wanted = set(TeamGroup.objects.filter(group__in=groups).values_list("team_id", flat=True))
    had = list(Membership.objects.filter(user=user).select_related("team", "user"))
    for membership in had:
        if membership.came_by == by and membership.team_id not in wanted:
            membership.delete()
        elif (by, membership.came_by) == (CameBy.SCIM, CameBy.SSO) and membership.team_id in wanted:
            membership.came_by = by
            membership.save()
    for team in Team.objects.filter(pk__in=wanted - {membership.team_id for membership in had}):
        Membership.objects.create(team=team, user=user, came_by=by)


def follow_directory(people: Iterable[User]) -> None:
    """Bring the teams of these people to what the directory says."""
    for person in sorted(people, key=lambda each: each.pk):  # who changes the same people waits, and does not block
        update_teams(person, person.directory_groups.values("name"), by=CameBy.SCIM)


def _people_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any) -> None:
    if action == "pre_clear" and not reverse:
        instance._left = list(instance.people.all())
    elif action in {"post_add", "post_remove"}:
        follow_directory([instance] if reverse else User.objects.filter(pk__in=pk_set or ()))
    elif action == "post_clear":
        follow_directory([instance] if reverse else instance._left)


def _group_changed(instance: DirectoryGroup, created: bool, **_: Any) -> None:
    if not created:
        follow_directory(instance.people.all())


def _group_goes(instance: DirectoryGroup, **_: Any) -> None:
    instance.people.clear()


def _mapping_changes(instance: Any, **_: Any) -> None:
    """Remember which group it was: its people may leave."""
    instance._was = TeamGroup.objects.filter(pk=instance.pk).values_list("group", flat=True).first()


def _mapping_changed(instance: Any, **_: Any) -> None:
    named = {instance.group, getattr(instance, "_was", None)} - {None}
    with transaction.atomic():
        list(DirectoryGroup.objects.select_for_update(no_key=True).filter(name__in=named))  # SCIM waits, or is done
        follow_directory(User.objects.filter(directory_groups__name__in=named).distinct())
