"""Somebody of a team: a made-up person, as whom an admin sees what the team alone opens and shows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.access.models import Team

# Who is in which team. Somebody of a team has the number 0, which no account has, and is in her one team.
MEMBERS = "(SELECT team_id, user_id FROM access_membership UNION ALL SELECT %(only_team)s::bigint, 0)"


@dataclass(frozen=True)
class SomeoneOf:
    """Somebody who is in this team and in no other. She has no account, no rights and no attributes."""

    team: "Team"

    pk = id = 0
    is_authenticated = is_active = True
    is_anonymous = is_staff = is_superuser = False

    def __str__(self) -> str:
        return f"someone of {self.team.name}"

    def get_username(self) -> str:
        return str(self)

    username = shown_name = property(__str__)

    @property
    def initials(self) -> str:
        words = self.team.name.split()
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()

    def get_all_permissions(self) -> set[str]:
        return set()

    def has_perm(self, _right: str, _of: Any = None) -> bool:
        return False

    def has_module_perms(self, _app: str) -> bool:
        return False


def asked_of(user: Any) -> dict[str, Any]:
    """What SQL that reads `MEMBERS` is to be told of this person."""
    return {"user": user.pk, "only_team": user.team.pk if isinstance(user, SomeoneOf) else None}
