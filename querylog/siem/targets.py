"""Where lines go: to the end of a file, or to a webhook. What was taken there is there for good."""

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import requests
from django.conf import settings

from querylog.errors import PorticoError

CONNECT_SECONDS, ANSWER_SECONDS = 5, 30
BUSY = {408, 425, 429}  # as good as a 5xx: it may go better later
BLOCK = 1 << 16


class StreamWaits(PorticoError):
    """It could not be passed on now, and is tried again."""


class StreamRefused(StreamWaits):
    """The other side does not want it like this: somebody has to look."""


class Target(Protocol):
    """Takes lines, or raises StreamWaits."""

    def send(self, lines: list[bytes]) -> None: ...


@contextmanager
def target_of(address: str) -> Iterator[Target]:
    """The file or the webhook of this address."""
    if address.startswith("file:"):
        yield File(Path(unquote(urlsplit(address).path)))
    else:
        with requests.Session() as session:
            yield Webhook(address, session)


class File:
    """Opened anew for each batch, so that it can be rotated; on the disk before anything is said to be passed on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, lines: list[bytes]) -> None:
        try:
            is_new = not self._path.exists()
            with _opened(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND) as file:
                _cut_what_is_torn(file)
                rest = memoryview(b"".join(lines))
                while rest:
                    rest = rest[os.write(file, rest) :]
                os.fsync(file)
            if is_new:
                # It is found again after a power cut only when its folder is on the disk, too.
                with _opened(self._path.parent, os.O_RDONLY) as folder:
                    os.fsync(folder)
        except OSError as error:
            raise StreamWaits(f"{self._path} can't be written: {error.strerror}.") from error


class Webhook:
    """An address that takes lines by POST; it is led nowhere else."""

    def __init__(self, address: str, session: requests.Session) -> None:
        self._address, self._session = address, session

    def send(self, lines: list[bytes]) -> None:
        status = self._posted(b"".join(lines))
        host = urlsplit(self._address).hostname
        if status >= 500 or status in BUSY:
            raise StreamWaits(f"{host} answers {status} to what is streamed to it.")
        if not 200 <= status < 300:
            raise StreamRefused(
                f"{host} refuses what is streamed to it: it answers {status}. Look at LOG_STREAM and LOG_STREAM_TOKEN. "
                "Nothing is lost: it is tried again and again."
            )

    def _posted(self, body: bytes) -> int:
        headers = {"Content-Type": "application/x-ndjson", "User-Agent": "Portico"}
        if settings.LOG_STREAM_TOKEN:
            headers["Authorization"] = f"Bearer {settings.LOG_STREAM_TOKEN}"
        if settings.LOG_STREAM_GZIP:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        seconds = (CONNECT_SECONDS, ANSWER_SECONDS)
        try:
            # The answer's body is nothing to us, however long it is.
            with self._session.post(
                self._address, body, headers=headers, timeout=seconds, allow_redirects=False, stream=True
            ) as answer:
                return answer.status_code
        except requests.RequestException as error:
            host = urlsplit(self._address).hostname
            raise StreamWaits(f"{host} does not take what is streamed to it: {type(error).__name__}.") from error


def _cut_what_is_torn(file: int) -> None:
    """A line that a crash has left without its end is written again as a whole."""
    end = os.fstat(file).st_size
    at = end
    while at > 0:
        start = max(at - BLOCK, 0)
        found = os.pread(file, at - start, start).rfind(b"\n")
        if found >= 0:
            at = start + found + 1
            break
        at = start
    if at < end:
        os.ftruncate(file, at)


@contextmanager
def _opened(path: Path, how: int) -> Iterator[int]:
    file = os.open(path, how, 0o640)
    try:
        yield file
    finally:
        os.close(file)
