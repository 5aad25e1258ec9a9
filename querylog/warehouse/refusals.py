"""A refused sign-in is not tried again at once: a few wrong ones in a row, and Snowflake locks the user."""

import threading
import time

from querylog.errors import SignInRefused

FIRST_PAUSE, LONGEST_PAUSE = 5, 60  # seconds without a new try, growing with each refusal


class Refusals:
    """The last refusal of an identity, and until when it stands for the next ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: SignInRefused | None = None
        self._in_a_row = 0
        self._until = 0.0

    def raise_while_fresh(self) -> None:
        """Raises the last refusal anew while its time is not over."""
        with self._lock:
            if self._last is not None and time.monotonic() < self._until:
                raise type(self._last)(self._last.sentence)

    def refused(self, refusal: SignInRefused) -> None:
        with self._lock:
            self._until = time.monotonic() + min(FIRST_PAUSE * 2**self._in_a_row, LONGEST_PAUSE)
            self._last, self._in_a_row = refusal, self._in_a_row + 1

    def accepted(self) -> None:
        with self._lock:
            self._last, self._in_a_row = None, 0
