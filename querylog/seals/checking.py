"""Check the seals: compute everything again from the rows as they are, and name what differs."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from querylog.models import Event, Kind, Seal, SealIndex
from querylog.seals import checkpoints
from querylog.seals.keys import is_signed
from querylog.seals.rows import FORM, FORMS, SETTINGS, TEXTS, Row, from_key, months, read, tables_of
from querylog.seals.sealing import NOTHING, facts_of, hash_of, index_of, restores

EVERY = 100_000  # rows between two words of progress
AT_ONCE = 1_000  # seals in memory
# The indexes that are not those of which the seals speak.
INDEXES = """
    SELECT number, "table", sealed.digest, there.digest
    FROM (SELECT number, told.key AS "table", told.value ->> 'index' AS digest
          FROM querylog_seal, jsonb_each(roots) AS told
          WHERE jsonb_typeof(told.value) = 'object' AND told.value ->> 'rows' <> '0') AS sealed
    FULL JOIN (SELECT seal_id AS number, "table", encode(sha256(entries), 'hex') AS digest
               FROM querylog_sealindex) AS there USING (number, "table")
    WHERE sealed.digest IS DISTINCT FROM there.digest
    ORDER BY number, "table"
"""


@dataclass(frozen=True)
class Difference:
    """Something that is not as it was sealed, in a sentence."""

    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass
class Checked:
    """What was looked at, and what is wrong."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    dropped: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def wrong(self, sentence: str) -> None:
        self.differences.append(Difference(sentence))


def check(
    *,
    since: int = 1,
    place: str = "",
    key: Ed25519PublicKey | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Checked:
    """Everything under the seals from number `since` on, the chain itself, and what is known of it outside."""
    found = Checked()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ") if _outermost() else None
        cursor.execute(SETTINGS)
        _check_chain(found, key)
        _check_outside(found, place)
        gone = _check_dropped(found)
        for stretch in sorted({TEXTS, *months(), *_sealed_stretches()} - gone):
            own = list(Seal.objects.filter(stretch=stretch).order_by("number"))
            _check_ranges(own, found)
            wanted = [seal for seal in own if seal.number >= since]
            for table in tables_of(stretch):
                _check_rows(table, stretch, wanted, own[-1].to_tx if own else 0, found, progress)
        _check_indexes(found)
        _check_restores(found)
        found.seals = Seal.objects.filter(number__gte=since).count()
    return found


def _all_seals() -> Iterator[Seal]:
    """In their order, and only some in memory: a year has half a million."""
    return Seal.objects.order_by("number").iterator(chunk_size=AT_ONCE)


def _some_at_a_time(told: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(told)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _sealed_stretches() -> set[str]:
    return set(Seal.objects.values_list("stretch", flat=True).distinct())


def _outermost() -> bool:
    return len(connection.atomic_blocks) == 1


def _check_chain(found: Checked, key: Ed25519PublicKey | None) -> None:
    previous, number = NOTHING, 1
    for seal in _all_seals():
        if seal.number != number:
            found.wrong(f"Seal {number} is missing: the next one there is {seal.number}.")
        elif bytes(seal.previous) != previous:
            found.wrong(f"Seal {seal.number} does not follow on the seal before it: one of the two was changed.")
        if bytes(seal.hash) != hash_of(seal):
            found.wrong(
                f"Seal {seal.number} of {seal.at:%Y-%m-%d %H:%M} was changed: its hash is not that of its words."
            )
        if key is not None and not is_signed(bytes(seal.hash), bytes(seal.signature), key):
            found.wrong(f"Seal {seal.number} of {seal.at:%Y-%m-%d %H:%M} is not signed by the portal's key.")
        previous, number = bytes(seal.hash), seal.number + 1


def _check_outside(found: Checked, place: str) -> None:
    """What was known outside must be in the chain as it was."""
    for some in _some_at_a_time(checkpoints.read(place) if place else ()):
        there = Seal.objects.in_bulk([known["number"] for known in some])
        for known in some:
            seal, named = there.get(known["number"]), f"Seal {known['number']} of {known['at']}"
            if seal is None:
                found.wrong(f"{named} is known outside, and the database has it no more.")
            elif (bytes(seal.hash).hex(), bytes(seal.signature).hex()) != (known["hash"], known["signature"]):
                found.wrong(f"{named} is another one than was known outside.")


def _check_dropped(found: Checked) -> set[str]:
    """The months that are not there: taken out under the retention rule, or missing."""
    gone = _sealed_stretches() - {TEXTS} - set(months())
    told = {event.facts.get("month"): event for event in Event.objects.filter(kind=Kind.DROPPED).order_by("pk")}
    for month in sorted(gone):
        if month in told:
            found.dropped.append(f"{month} was taken out on {told[month].at:%Y-%m-%d} by {told[month].person_name}")
        else:
            found.wrong(f"The month {month} is missing, and nobody is on record for having taken it out.")
    return gone


def _check_ranges(seals: list[Seal], found: Checked) -> None:
    """The seals of a stretch leave no transaction between them in which a row could hide."""
    end = 0
    for seal in seals:
        if seal.from_tx != end:
            found.wrong(f"Seal {seal.number} begins at transaction {seal.from_tx}, and the one before ends at {end}.")
        end = seal.to_tx


def _check_rows(
    table: str, stretch: str, seals: list[Seal], sealed_to: int, found: Checked, progress: Callable[[str], None]
) -> None:
    """Every row of one table under these seals and after all seals, read once in their order."""
    rows = _counted(_rows_of(table, stretch, seals, sealed_to), found, f"{table} {stretch}", progress)
    otherwise: list[tuple[Seal, list[Row]]] = []
    ahead = next(rows, None)
    for seal in seals:
        own: list[Row] = []
        while ahead is not None and ahead.tx < seal.to_tx:
            own.append(ahead)
            ahead = next(rows, None)
        if seal.roots.get(table) != facts_of(own, index_of(own)):
            otherwise.append((seal, own))
    while ahead is not None:
        found.unsealed += 1
        ahead = next(rows, None)
    # Only now: while rows are read, the connection can be asked nothing else.
    for seal, own in otherwise:
        for sentence in _named(table, seal, own):
            found.wrong(sentence)


def _rows_of(table: str, stretch: str, seals: list[Seal], sealed_to: int) -> Iterator[Row]:
    """Each row, hashed by the form of the seal that it is under; those after all seals by the form of today."""
    by_form = [(form, list(some)) for form, some in groupby(seals, key=_form_of)] or [(FORM, [])]
    starts = [some[0].from_tx if some else sealed_to for _, some in by_form]
    for (form, _), start, end in zip(by_form, starts, [*starts[1:], None], strict=True):
        yield from read(table, stretch, from_tx=start, to_tx=end, form=form)


def _form_of(seal: Seal) -> int:
    """The form by which it says that it was made; what no seal can say is found by its hash."""
    form = seal.roots.get("form")
    return form if isinstance(form, int) and form in FORMS else FORM


def _counted(rows: Iterable[Row], found: Checked, what: str, progress: Callable[[str], None]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        found.rows += 1
        if number % EVERY == 0:
            progress(f"{what}: {number:,} rows")
        yield row


def _check_indexes(found: Checked) -> None:
    """The indexes prove nothing, but one that was changed is a trace of somebody."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        for number, table, sealed, there in cursor.fetchall():
            if sealed is None:
                found.wrong(f"An index of {table} under seal {number} was inserted afterwards.")
            elif there is None:
                found.wrong(f"The index of {table} under seal {number} is missing, so its rows can't be told apart.")
            else:
                found.wrong(f"The index of {table} under seal {number} was changed, so its rows can't be told apart.")


def _check_restores(found: Checked) -> None:
    """What is on record about restores is what the seals have seen of it."""
    first_with: dict[tuple[int, str], Seal] = {}
    for seal in _all_seals():
        if "restores" in seal.roots:
            first_with.setdefault(tuple(seal.roots["restores"]), seal)
    for known, seal in first_with.items():
        if restores(first=known[0]) != [*known]:
            found.wrong(f"The record of restores is not what it was at seal {seal.number} of {seal.at:%Y-%m-%d %H:%M}.")


def _named(table: str, seal: Seal, rows: list[Row]) -> list[str]:
    """Which rows differ, by the index of the seal. What is wrong is known without it; it only gives the names."""
    when = f"under seal {seal.number} of {seal.at:%Y-%m-%d %H:%M}"
    facts = seal.roots.get(table)
    index = SealIndex.objects.filter(seal=seal, table=table).first()
    entries = bytes(index.entries) if index else b""
    if not isinstance(facts, dict) or hashlib.sha256(entries).hexdigest() != facts.get("index"):
        return [f"The rows of {table} {when} are not those that were sealed."]
    sealed = {entries[at : at + 16]: entries[at + 16 : at + 32] for at in range(0, len(entries), 32)}
    there = {row.key: row.hash[:16] for row in rows}
    said = []
    for key in [*sealed, *(key for key in there if key not in sealed)]:
        name = f"The row {from_key(key, table)} of {table}, {when},"
        if key not in there:
            said.append(f"{name} is missing.")
        elif key not in sealed:
            said.append(f"{name} was inserted afterwards.")
        elif sealed[key] != there[key]:
            said.append(f"{name} was changed.")
    return said or [f"The rows of {table} {when} are not those that were sealed."]
