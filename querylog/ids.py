"""Identities that carry their time: by them the log is kept in months, and its newest rows are its greatest."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID

PARTS_OF_A_MILLISECOND = 4096


def new_id() -> UUID:
    """A UUID of version 7: the time since 1970 to a quarter of a microsecond, then what nobody can guess.

    RFC 9562, section 5.7, with the finer time of its section 6.2, method 3.
    """
    return id_at(time.time())


def id_at(moment: float) -> UUID:
    """One of that moment, in seconds since 1970."""
    ticks = int(moment * 1000 * PARTS_OF_A_MILLISECOND)
    milliseconds, parts = divmod(ticks, PARTS_OF_A_MILLISECOND)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | parts << 64 | 0x2 << 62 | secrets.randbits(62))


def first_id_at(moment: float) -> UUID:
    """The smallest of that millisecond: every row since then has a greater one."""
    return UUID(int=int(moment * 1000) << 80)


def moment_of(identity: UUID) -> datetime:
    """When it was made, in UTC, to the millisecond."""
    return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC)
