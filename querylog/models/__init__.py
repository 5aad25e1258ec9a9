"""The tables of this floor: the log, to which rows are only added, and beside it what may change."""

from querylog.models.events import Event, Kind
from querylog.models.seals import Restore, Seal, SealIndex
from querylog.models.statements import Ending, Purpose, SqlText, State, Statement, Submission
from querylog.models.usage import DayTally, TableTally, Tally, Usage
from querylog.models.workbench import Budget, Hold, SavedSearch, Token, Watch
from querylog.models.working import Mark, Shared, Turn

__all__ = [
    "Budget",
    "DayTally",
    "Ending",
    "Event",
    "Hold",
    "Kind",
    "Mark",
    "Purpose",
    "Restore",
    "SavedSearch",
    "Seal",
    "SealIndex",
    "Shared",
    "SqlText",
    "State",
    "Statement",
    "Submission",
    "TableTally",
    "Tally",
    "Token",
    "Turn",
    "Usage",
    "Watch",
]
