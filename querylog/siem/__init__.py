"""New rows of the log, passed on to a SIEM: each at least once, as JSON Lines, to a file or a webhook."""

from querylog.siem.passing import pass_on

__all__ = ["pass_on"]
