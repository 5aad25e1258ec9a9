"""Who asks? What the log remembers of the person behind a statement, whatever becomes of the account."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Asker:
    """A person, or a command; `team` is the one through which the report is open to her, `report` its slug."""

    user_id: int | None
    name: str
    team: str
    report: str
