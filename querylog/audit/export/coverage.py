"""Under which seals are the rows of a file? Each row is in the seal whose stretch of transactions it lies in."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Any

from querylog.ids import moment_of
from querylog.models import Seal, Statement
from querylog.seals.rows import TEXTS

MOST_LISTED = 1_000  # seals of a stretch; of more, a manifest has the first, the last, and a digest of all
AT_ONCE = 1_000


class Coverage:
    """The seals up to number `upto` that cover the statements which were added, and how many are not covered."""

    def __init__(self, upto: int) -> None:
        self.not_sealed = 0
        self._upto = upto
        self._stretches: dict[str, _Stretch] = {}

    def add(self, statement: Statement) -> None:
        """A statement, its steps and its text."""
        steps = [step for name in ("submission", "ending") if (step := getattr(statement, name, None))]
        month = self._stretch(_month_of(statement))
        sealed = [month.cover(each.tx) for each in (statement, *steps)]
        sealed.append(self._stretch(TEXTS).cover(statement.text.tx))
        month.rows += 1
        self.not_sealed += not all(sealed)

    def told(self) -> list[dict[str, Any]]:
        """As a manifest has it, stretch by stretch."""
        return [self._stretches[name].told() for name in sorted(self._stretches)]

    def _stretch(self, name: str) -> "_Stretch":
        if name not in self._stretches:
            self._stretches[name] = _Stretch(name, self._upto)
        return self._stretches[name]


class _Stretch:
    """The seals of one stretch by where they end, and which of them are needed."""

    def __init__(self, name: str, upto: int) -> None:
        self.name, self.rows = name, 0
        seals = Seal.objects.filter(stretch=name, number__lte=upto).order_by("to_tx")
        pairs = list(seals.values_list("to_tx", "number"))
        self._ends, self._numbers = [end for end, _ in pairs], [number for _, number in pairs]
        self._needed = bytearray(len(pairs))

    def cover(self, tx: int) -> bool:
        """Whether a seal has the rows of this transaction; it is needed from now on."""
        at = bisect_right(self._ends, tx)
        if at == len(self._ends):
            return False
        self._needed[at] = 1
        return True

    def told(self) -> dict[str, Any]:
        count, digest, listed, last = 0, hashlib.sha256(), [], None
        for number, hashed in self._hashes():
            count, last = count + 1, {"number": number, "hash": hashed}
            digest.update(f"{number}:{hashed}\n".encode())
            if count <= MOST_LISTED:
                listed.append(last)
        first = listed[0] if listed else None
        about = {"stretch": self.name, "count": count, "first": first, "last": last, "sha256": digest.hexdigest()}
        statements = {} if self.name == TEXTS else {"statements": self.rows}
        return {**about, **statements, **({"seals": listed} if count <= MOST_LISTED else {})}

    def _hashes(self) -> Iterator[tuple[int, str]]:
        needed = iter(
            sorted(number for number, is_needed in zip(self._numbers, self._needed, strict=True) if is_needed)
        )
        while some := list(islice(needed, AT_ONCE)):
            found = Seal.objects.filter(number__in=some).order_by("number").values_list("number", "hash")
            yield from ((number, bytes(hashed).hex()) for number, hashed in found)


def _month_of(statement: Statement) -> str:
    """The month in whose partition it lies, which its id begins with."""
    return f"{moment_of(statement.pk):%Y-%m}"
