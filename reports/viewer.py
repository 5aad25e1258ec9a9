"""Who is looking, as far as a report needs to know: the portal builds it, and this floor believes it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from querylog.errors import PorticoError
from querylog.limits import Limits
from reports.declare import InputError
from reports.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A person in front of one report. Runs are shared only between viewers of equal policy."""

    user_id: int
    name: str
    team: str
    policy: Policy  # of the rows and columns that this person may see
    may_download: bool = False
    shows_sql: bool = field(default=False, compare=False)  # to her: the SQL behind what she sees, and its values
    limits: Limits = field(default=Limits(), compare=False)  # of what the team may ask of Snowflake
    address: str = field(default="", compare=False)  # from where she asks, as far as it is known
    # May this person see why something in a report file is broken? Asked for only where something is.
    develops: Callable[[], bool] = field(default=lambda: False, compare=False)

    def reads(self, error: PorticoError | InputError) -> str:
        """The sentence of an error, as this person may read it: some quote the SQL."""
        return error.sentence if self.shows_sql or isinstance(error, InputError) else error.unquoted
