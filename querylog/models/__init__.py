"""The tables of this floor: the log, to which rows are only added, and beside it what changes while statements run."""

from querylog.models.events import Event, Kind
from querylog.models.seals import Restore, Seal, SealIndex
from querylog.models.statements import Ending, Purpose, SqlText, State, Statement, Submission
from querylog.models.working import Mark, Shared, Turn

__all__ = [
    "Ending",
    "Event",
    "Kind",
    "Mark",
    "Purpose",
    "Restore",
    "Seal",
    "SealIndex",
    "Shared",
    "SqlText",
    "State",
    "Statement",
    "Submission",
    "Turn",
]
