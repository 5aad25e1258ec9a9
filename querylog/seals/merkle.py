"""One hash over many rows, as in Certificate Transparency (RFC 6962, section 2.1)."""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf(table: str, line: bytes) -> bytes:
    """The hash of one row, as PostgreSQL writes it out."""
    return sha256(b"\x00" + table.encode() + b"\n" + line).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash over all of them, in their order."""
    level = list(leaves)
    while len(level) > 1:
        paired = [sha256(b"\x01" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) // 2 * 2 :]  # the last of an odd number goes up as it is
    return level[0] if level else EMPTY
