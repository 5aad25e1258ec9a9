"""Groups, as SCIM has them. A group is no team: an admin says on a team's page which groups are in it."""

import re
from typing import Any

from django_scim.adapters import SCIMGroup
from django_scim.exceptions import BadRequestError, IntegrityError

from portal.access.models import DirectoryGroup, User
from portal.provisioning.changes import as_text, changes_of
from portal.provisioning.messages import NUMBER

ONE = re.compile(r'members\[\s*value\s+eq\s+"([0-9]{1,18})"\s*\]', re.IGNORECASE)


class Group(SCIMGroup):
    """One group. Its teams follow it at once."""

    id_field = "pk"
    _members: set[int] | None = None  # as they are to be; None leaves them

    @property
    def members(self) -> list[dict[str, str]]:
        people = sorted(self.obj.people.all(), key=lambda each: each.pk)
        return [{"value": str(each.pk), "display": each.shown_name} for each in people]

    def to_dict(self) -> dict[str, Any]:
        """The group; without its members where these are not asked for, as Entra ID does: they may be thousands."""
        left_out = self.request.GET.get("excludedAttributes", "").lower().replace(" ", "").split(",")
        return {key: value for key, value in super().to_dict().items() if key != "members" or key not in left_out}

    def from_dict(self, d: dict[str, Any]) -> None:
        """Everything at once: who is not there is out."""
        self.obj.scim_external_id = ""
        self._members = set()
        for name, value in changes_of("", d):
            self._set(name, value)

    def handle_operations(self, operations: list[dict[str, Any]]) -> None:
        """A PATCH: some come, some go, or all are said anew."""
        self._members = set(self.obj.people.values_list("pk", flat=True))
        for operation in operations:
            how, path, value = operation["op"].lower(), operation.get("path") or "", operation.get("value")
            if one := ONE.fullmatch(path):
                path, value = "members", [{"value": one[1]}]
            for name, each in changes_of(path, value):
                self._operate(how, name, each)
        self.save()

    def _operate(self, how: str, name: str, value: Any) -> None:
        before = self._members or set()
        if name != "members":
            self._set(name, None if how == "remove" else value)
        elif how == "add":
            self._members = before | _people(value)
        elif how == "remove":
            self._members = set() if value is None else before - _ids(value)
        else:
            self._members = _people(value)

    def _set(self, name: str, value: Any) -> None:
        if name == "members":
            self._members = _people(value)
        elif name == "displayname":
            self.obj.name = as_text(name, value, longest=255)
        elif name == "externalid":
            self.obj.scim_external_id = as_text(name, value, longest=254)

    def save(self) -> None:
        """Keep it, and who is in it. Raises a conflict where another group has the name."""
        if not self.obj.name.strip():
            raise BadRequestError("displayName is missing.", scim_type="invalidValue")
        if DirectoryGroup.objects.filter(name=self.obj.name).exclude(pk=self.obj.pk).exists():
            raise IntegrityError(f"Another group is called {self.obj.name}.", scim_type="uniqueness")
        self.obj.save()
        if self._members is not None:
            self.obj.people.set(self._members)

    def delete(self) -> None:
        self.obj.delete()


def _people(value: Any) -> set[int]:
    """The people that are named, each of whom there is.

    Superusers too: else a group that one of them is in could not be changed at all, and those who left would stay.
    """
    wanted = _ids(value)
    there = set(User.objects.filter(scim_deleted=False, pk__in=wanted).values_list("pk", flat=True))
    if missing := wanted - there:
        raise BadRequestError(f"There is no person {min(missing)}.", scim_type="invalidValue")
    return there


def _ids(value: Any) -> set[int]:
    listed = [each for each in (value if isinstance(value, list) else [value]) if each is not None]
    told = [str(each.get("value")) if isinstance(each, dict) else "" for each in listed]
    if not all(NUMBER.fullmatch(each) for each in told):
        raise BadRequestError("A member is an object with the id of a person as its value.", scim_type="invalidValue")
    return {int(each) for each in told}
