"""A file on its way to a browser, with what the log remembers of it: that it began, and how it ended."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from querylog import events
from querylog.errors import LogUnavailable
from querylog.models import Kind


class OnRecord:
    """The bytes of a file. Its end is given only when the log has the whole file's digest.

    The digest of what is streamed is known at its end alone, so two events make a download: "begun" before the first
    byte leaves, and "finished" before its end does, or "broken off" when it never did. Whoever has it closes it.
    """

    def __init__(
        self,
        pieces: Iterator[bytes],
        *,
        close: Callable[[], None],
        who: dict[str, Any],
        begun: dict[str, Any],
        finished: Callable[[], dict[str, Any]],
    ) -> None:
        """`begun` and `finished` are what the log is to know besides. Raises LogUnavailable; then all is closed."""
        self._content, self._close, self._who, self._finished = pieces, close, who, finished
        self._over, self._digest, self._bytes = False, hashlib.sha256(), 0
        try:
            self._begun = events.record(Kind.DOWNLOADED, **who, stage="begun", **begun)
        except LogUnavailable:
            close()
            raise
        self._pieces = self._the_end_last()

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._close()
        if not self._over:
            self._over = True
            events.record_if_possible(Kind.DOWNLOADED, **self._who, **self._how("broken off"))

    def _the_end_last(self) -> Iterator[bytes]:
        held = b""
        for piece in self._content:
            self._digest.update(piece)
            self._bytes += len(piece)
            # Half of each piece waits for the next one: which is the last is known too late to hold that back alone.
            half = len(piece) // 2
            yield held + piece[:half]
            held = piece[half:]
        how = self._how("finished") | {"sha256": self._digest.hexdigest()}
        events.record(Kind.DOWNLOADED, **self._who, **how, **self._finished())
        self._over = True
        yield held

    def _how(self, stage: str) -> dict[str, Any]:
        return {"stage": stage, "bytes": self._bytes, "begun": str(self._begun.pk)}
