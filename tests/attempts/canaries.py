"""Secrets that no other text is like, and whether one of them shows in something."""

import base64
import hashlib
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Secret:
    """What it is for, its text, and the places in which it has to be."""

    name: str
    text: str
    belongs_in: tuple[str, ...] = ()

    def shows_in(self, place: str, content: bytes) -> bool:
        """Plain, in base64 wherever it begins, as hexadecimal digits, or the same compressed."""
        if place.startswith(self.belongs_in or "\0"):
            return False
        return any(way in each for each in (content, _unpacked(content)) for way in self._ways())

    def _ways(self) -> list[bytes]:
        raw = self.text.encode()
        # Of three letters each four are made: what comes before it decides where it begins.
        encoded = [base64.b64encode(b"x" * before + raw)[4 if before else 0 : -4] for before in range(3)]
        return [raw, raw.hex().encode(), raw[::-1], *encoded]


def canary(name: str, *belongs_in: str) -> Secret:
    return Secret(name, "c4n4ry" + hashlib.sha256(name.encode()).hexdigest()[:50], belongs_in)


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error:
        return b""
