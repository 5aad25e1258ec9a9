"""The log proves itself: seals over its rows, chained, signed, and known outside."""

from querylog.seals.sealing import now

__all__ = ["now"]
