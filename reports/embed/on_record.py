"""A download on its way to a browser, with what the log remembers of it: that it began, and how it ended."""

import hashlib
from collections.abc import Iterator
from typing import Any

from querylog import events
from querylog.errors import LogUnavailable
from querylog.models import Kind
from reports.run.exports import Export
from reports.viewer import Viewer


class OnRecord:
    """The bytes of a file. Its end is given only when the log has the whole file's digest.

    The digest of what is streamed is known at its end alone, so two events make a download: "begun" before the first
    byte leaves, and "finished" before its end does, or "broken off" when it never did. Whoever has it closes it.
    """

    def __init__(self, file: Export, *, viewer: Viewer, report: str, visual: str, format: str, **facts: Any) -> None:
        """`facts` are what else the log is to know. Raises LogUnavailable; then nothing is held any more."""
        self._file, self._over = file, False
        self._digest, self._bytes = hashlib.sha256(), 0
        self._who: dict[str, Any] = {
            "user_id": viewer.user_id,
            "name": viewer.name,
            "team": viewer.team,
            "report": report,
            "statement": file.statement,
            "visual": visual,
            "format": format,
            **facts,
        }
        try:
            self._begun = events.record(Kind.DOWNLOADED, **self._who, stage="begun", file=file.name, rows=file.rows)
        except LogUnavailable:
            file.content.close()
            raise
        self._pieces = self._the_end_last()

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._file.content.close()
        if not self._over:
            self._over = True
            events.record_if_possible(Kind.DOWNLOADED, **self._who, **self._how("broken off"))

    def _the_end_last(self) -> Iterator[bytes]:
        held = b""
        for piece in self._file.content:
            self._digest.update(piece)
            self._bytes += len(piece)
            # Half of each piece waits for the next one: which is the last is known too late to hold that back alone.
            half = len(piece) // 2
            yield held + piece[:half]
            held = piece[half:]
        sha256 = self._digest.hexdigest()
        events.record(Kind.DOWNLOADED, **self._who, **self._how("finished"), sha256=sha256, rows=self._file.rows)
        self._over = True
        yield held

    def _how(self, stage: str) -> dict[str, Any]:
        return {"stage": stage, "bytes": self._bytes, "begun": str(self._begun.pk)}
