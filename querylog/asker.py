"""Who asks? What the log remembers of the person behind a statement, whatever becomes of the account."""

from dataclasses import dataclass, field

from querylog.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Asker:
    """A person, or a command; `team` is the one through which the report is open to her, `report` its slug.

    `policy` is a fingerprint of what she may see: results are shared only where it is equal.
    """

    user_id: int | None
    name: str
    team: str
    report: str
    policy: str = "open"
    limits: Limits = field(default=Limits(), compare=False)
