"""Who is looking, as far as a report needs to know: the portal builds it, and this floor believes it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from querylog.limits import Limits
from reports.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A person in front of one report. Runs are shared only between viewers of equal policy."""

    user_id: int
    name: str
    team: str
    policy: Policy  # of the rows and columns that this person may see
    may_download: bool = False
    limits: Limits = field(default=Limits(), compare=False)  # of what the team may ask of Snowflake
    # May this person see why something in a report file is broken? Asked for only where something is.
    develops: Callable[[], bool] = field(default=lambda: False, compare=False)
