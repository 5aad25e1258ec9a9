"""When do an analyst's tokens end? With what they were made under: her password, her account, her right to audit.

Like her sessions, they do not come back. They stay on record.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete, post_save

from portal.access.acting import actor
from portal.access.models import User
from querylog.audit.api import tokens

RIGHTS = (User.groups.through, User.user_permissions.through, Group.permissions.through)
NEW_PASSWORD = "its owner has a new password"  # noqa: S105 - the reason, in words


def connect() -> None:
    """From now on they end with it."""
    post_save.connect(_person_changed, sender=User, dispatch_uid="tokens")
    for through in RIGHTS:
        m2m_changed.connect(_rights_changed, sender=through, dispatch_uid="tokens")
    post_delete.connect(_role_removed, sender=Group, dispatch_uid="tokens")


def _person_changed(instance: User, **_: Any) -> None:
    before = getattr(instance, "_before", None)  # as the log has noted it; None when she just signs in
    if before is None:
        return
    if before["password"] != instance.password and not _only_rehashed(instance):
        tokens.revoke_all_of(instance, by=actor(), why=NEW_PASSWORD)
    else:
        tokens.revoke_without_right(by=actor(), owner=instance)


def _only_rehashed(person: User) -> bool:
    """The same password, under a hash of today: Django renews it as she signs in, and forgets the password first."""
    return getattr(person, "_password", None) is None and person.has_usable_password()


def _rights_changed(action: str, **_: Any) -> None:
    if action in {"post_remove", "post_clear"}:
        tokens.revoke_without_right(by=actor())


def _role_removed(**_: Any) -> None:
    tokens.revoke_without_right(by=actor())
