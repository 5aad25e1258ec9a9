"""Check the rows of one stretch of the log against its seals, some of both in memory at a time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from typing import TypeVar

from querylog.models import Seal, SealIndex
from querylog.seals.found import Checked
from querylog.seals.rows import FORM, FORMS, Row, from_key, read, tables_of
from querylog.seals.sealing import facts_of, index_of

Item = TypeVar("Item")

AT_ONCE = 1_000  # seals in memory
EVERY = 100_000  # rows between two words of progress
MOST_NAMED = 20  # seals at once whose rows are kept, to name those that differ


def all_seals(**of: str) -> Iterator[Seal]:
    """In their order, and only some in memory: a year has half a million."""
    return Seal.objects.filter(**of).order_by("number").iterator(chunk_size=AT_ONCE)


def some_at_a_time(each: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(each)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def check_stretch(stretch: str, since: int, found: Checked, progress: Callable[[str], None]) -> None:
    """The seals of one stretch and, from number `since` on, all rows under them; some of both at a time."""
    end, before = 0, None
    for seals in some_at_a_time(all_seals(stretch=stretch)):
        _check_ranges(seals, end, found)
        wanted = [seal for seal in seals if seal.number >= since]
        if wanted:
            from_tx = wanted[0].from_tx if before is None else before
            for table in tables_of(stretch):
                _check_rows(table, stretch, wanted, from_tx, found, progress)
            before = wanted[-1].to_tx
        end = seals[-1].to_tx
    for table in tables_of(stretch):
        for _ in _counted(read(table, stretch, from_tx=end), found, f"{table} {stretch}", progress):
            found.unsealed += 1


def _check_ranges(seals: list[Seal], end: int, found: Checked) -> None:
    """The seals of a stretch leave no transaction between them in which a row could hide."""
    for seal in seals:
        if seal.from_tx != end:
            found.wrong(f"Seal {seal.number} begins at transaction {seal.from_tx}, and the one before ends at {end}.")
        end = seal.to_tx


def _check_rows(
    table: str, stretch: str, seals: list[Seal], from_tx: int, found: Checked, progress: Callable[[str], None]
) -> None:
    """Every row of one table under these seals, read once in their order."""
    rows = _counted(_rows_of(table, stretch, seals, from_tx), found, f"{table} {stretch}", progress)
    otherwise: list[tuple[Seal, list[Row] | None]] = []
    ahead = next(rows, None)
    for seal in seals:
        own: list[Row] = []
        while ahead is not None and ahead.tx < seal.to_tx:
            own.append(ahead)
            ahead = next(rows, None)
        if seal.roots.get(table) != facts_of(own, index_of(own)):
            otherwise.append((seal, own if len(otherwise) < MOST_NAMED else None))
    # Only now: while rows are read, the connection can be asked nothing else.
    for seal, differing in otherwise:
        for sentence in _named(table, seal, differing):
            found.wrong(sentence)


def _rows_of(table: str, stretch: str, seals: list[Seal], from_tx: int) -> Iterator[Row]:
    """Each row, hashed by the form of the seal that it is under."""
    by_form = [(form, list(some)) for form, some in groupby(seals, key=_form_of)]
    ends = [some[-1].to_tx for _, some in by_form]
    for (form, _), start, end in zip(by_form, [from_tx, *ends], ends, strict=False):
        yield from read(table, stretch, from_tx=start, to_tx=end, form=form)


def _form_of(seal: Seal) -> int:
    """The form by which it says that it was made; what no seal can say is found by its hash."""
    form = seal.roots.get("form")
    return form if isinstance(form, int) and form in FORMS else FORM


def _counted(rows: Iterable[Row], found: Checked, what: str, progress: Callable[[str], None]) -> Iterator[Row]:
    for row in rows:
        found.rows += 1
        if found.rows % EVERY == 0:
            progress(f"{what}: {found.rows:,} rows so far")
        yield row


def _named(table: str, seal: Seal, rows: list[Row] | None) -> list[str]:
    """Which rows differ, by the index of the seal. What is wrong is known without it; it only gives the names."""
    when = f"under seal {seal.number} of {seal.at:%Y-%m-%d %H:%M}"
    facts = seal.roots.get(table)
    index = SealIndex.objects.filter(seal=seal, table=table).first()
    entries = bytes(index.entries) if index else b""
    if rows is None or not isinstance(facts, dict) or hashlib.sha256(entries).hexdigest() != facts.get("index"):
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
