"""Accounts, as SCIM has them.

No password is taken: people whom a provider makes sign in through it. It gives no right but through the groups that an
admin has mapped to teams, and switches nobody on whom an admin has switched off.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Model
from django_scim.adapters import SCIMUser
from django_scim.exceptions import BadRequestError, IntegrityError

from portal.access.models import Attribute, Membership, User
from portal.access.names import can_be_a_name
from portal.access.vouching import is_the_providers
from portal.provisioning.changes import as_claim, as_email, as_text, changes_of

TEXTS = {
    "username": "username",
    "name.givenname": "first_name",
    "name.familyname": "last_name",
    "externalid": "scim_external_id",
}
EMAILS = {"emails", "emails.value"}
HERS: tuple[type[Model], ...] = (Membership, Attribute, SocialAccount, Authenticator)


class Person(SCIMUser):
    """One account."""

    id_field = "pk"

    @property
    def emails(self) -> list[dict[str, Any]]:
        return [{"value": self.obj.email, "type": "work", "primary": True}] if self.obj.email else []

    @property
    def groups(self) -> list[dict[str, str]]:
        return [{"value": str(group.pk), "display": group.name} for group in self.obj.directory_groups.all()]

    def validate_dict(self, d: dict[str, Any]) -> None:
        """Nothing: each value is looked at where it is taken, and a claim may be a text."""

    def from_dict(self, d: dict[str, Any]) -> None:
        """Everything at once: what is not there is empty, but the name and whether she is active."""
        self.obj.first_name = self.obj.last_name = self.obj.scim_external_id = ""
        self._take_email("")
        self._change("", d)

    def handle_operations(self, operations: list[dict[str, Any]]) -> None:
        """A PATCH. What the portal does not keep (titles, telephones, …) is passed over, as RFC 7644 allows."""
        for operation in operations:
            taken = operation["op"].lower() == "remove"
            self._change(operation.get("path") or "", None if taken else operation.get("value"))
        self.save()

    def _change(self, path: str, value: Any) -> None:
        for name, new in changes_of(path, value):
            if name in TEXTS:
                setattr(self.obj, TEXTS[name], as_text(name, new, longest=_longest(TEXTS[name])))
            elif name == "active":
                self._switch(on=as_claim(name, new))
            elif name in EMAILS:
                self._take_email(as_email(name, new, longest=_longest("email")))

    def _take_email(self, address: str) -> None:
        """Single sign-on may find an account by its address, so the provider gives one to none but its own."""
        if self.obj.pk is None or is_the_providers(self.obj):
            self.obj.email = address

    def _switch(self, *, on: bool) -> None:
        """On or off. Whom an admin has switched off stays so: only an admin switches her on."""
        if self.obj.is_active and not on:
            self.obj.is_active, self.obj.switched_off_by_scim = False, True
        elif on and self.obj.switched_off_by_scim:
            self.obj.is_active, self.obj.switched_off_by_scim = True, False

    def save(self) -> None:
        """Keep it. Raises what is wrong with the name, and a conflict where another account has it."""
        self.obj.username = User.normalize_username(self.obj.username)
        if not self.obj.username or not can_be_a_name(self.obj.username):
            raise BadRequestError("userName is missing, or no name.", scim_type="invalidValue")
        others = User.objects.filter(username__iexact=self.obj.username).exclude(pk=self.obj.pk)
        if others.exists():
            raise IntegrityError(f"Another account is called {self.obj.username}.", scim_type="uniqueness")
        if self.obj.pk is None:
            self.obj.set_unusable_password()
        self.obj.save()

    def delete(self) -> None:
        """Switch it off, and take from it all that it was and may; what she did stays in the log, under its old name.

        Somebody who is told of under this name later is somebody else, and gets a new account.
        """
        person: User = self.obj
        person.directory_groups.clear()
        for model in HERS:
            for row in model._default_manager.filter(user=person):
                row.delete()  # one by one: each is an event in the log
        person.groups.clear()
        person.user_permissions.clear()
        person.is_staff, person.scim_deleted = False, True
        person.email = person.scim_external_id = ""
        mark = f" (deleted {person.pk})"
        person.username = person.username[: _longest("username") - len(mark)] + mark
        person.set_unusable_password()
        self._switch(on=False)
        person.save()


def _longest(field: str) -> int:
    return int(getattr(User._meta.get_field(field), "max_length", 0))
