"""Make seals: over all rows that are there for good and under no seal yet."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from querylog.errors import LogUnavailable, PorticoError
from querylog.log import writing
from querylog.models import Restore, Seal, SealIndex
from querylog.seals import checkpoints, merkle
from querylog.seals.keys import sign
from querylog.seals.rows import FORM, SETTINGS, TEXTS, Row, months, place_of, read, tables_of

AT_MOST = 50_000  # rows of one table under one seal, so that making and checking it takes a bounded amount of memory
NOTHING = bytes(32)  # what the first seal has in the place of the hash before it
ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('querylog_sealing'))"


class BehindItsSeals(PorticoError):
    """The database counts its transactions anew, from below those that are sealed."""

    sentence = (
        "The database counts its transactions anew, as after a restore from a dump, so new rows can't be told from "
        "those that are sealed. If it was restored, run manage.py sealog --restored --by YOUR-NAME."
    )


def now() -> list[Seal]:
    """The seals that were made. Two who seal at once don't disturb each other: the second has nothing to do.

    Raises LogUnavailable, BehindItsSeals, or NoCheckpoint when the seals are there but not known outside.
    """
    made: list[Seal] = []
    while some := _some():
        made += some
    newest = Seal.objects.order_by("-number").first()
    if newest is not None:
        checkpoints.write(newest)
    return made


def _some() -> list[Seal]:
    """One seal for each stretch that has new rows."""
    with _reading() as cursor:
        cursor.execute(ALONE)
        if cursor.fetchone() == (False,):
            return []
        cursor.execute("SELECT querylog_settled_tx()")
        settled = int(cursor.fetchone()[0])
        ends = dict(Seal.objects.values_list("stretch").annotate(Max("to_tx")))
        if ends and settled < max(ends.values()):
            raise BehindItsSeals
        made = []
        for stretch in [TEXTS, *months()]:
            from_tx = ends.get(stretch, 0)
            to_tx = _cut(stretch, from_tx, settled)
            if to_tx is not None:
                made.append(_seal(stretch, from_tx, to_tx))
        return made


@contextmanager
def _reading() -> Iterator[Any]:
    with writing(LogUnavailable), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        yield cursor


def _cut(stretch: str, from_tx: int, settled: int) -> int | None:
    """Up to which transaction a seal goes that begins at this one; None when there is nothing to seal."""
    ends, there = [settled], False
    with connection.cursor() as cursor:
        for table in tables_of(stretch):
            new = f"SELECT tx FROM {place_of(table, stretch)} AND tx >= %s AND tx < %s ORDER BY tx LIMIT %s"  # noqa: S608
            cursor.execute(new, [from_tx, settled, AT_MOST + 1])
            found = [tx for (tx,) in cursor.fetchall()]
            there = there or bool(found)
            if len(found) > AT_MOST:
                ends.append(max(found[-1], found[0] + 1))
    return min(ends) if there else None


def _seal(stretch: str, from_tx: int, to_tx: int) -> Seal:
    last = Seal.objects.order_by("-number").first()
    seal = Seal(
        number=last.number + 1 if last else 1,
        stretch=stretch,
        from_tx=from_tx,
        to_tx=to_tx,
        roots={"form": FORM, "restores": restores()},
        at=timezone.now(),
        previous=bytes(last.hash) if last else NOTHING,
    )
    indexes = []
    for table in tables_of(stretch):
        rows = list(read(table, stretch, from_tx=from_tx, to_tx=to_tx, form=FORM))
        entries = index_of(rows)
        seal.roots[table] = facts_of(rows, entries)
        if rows:
            indexes.append(SealIndex(seal=seal, table=table, entries=entries))
    seal.hash = hash_of(seal)
    seal.signature = sign(seal.hash)
    seal.save(force_insert=True)
    SealIndex.objects.bulk_create(indexes)
    return seal


def restores(first: int | None = None) -> list[int | str]:
    """How many restores are on record (the first so many of them), and the hash over them: by them tx is counted."""
    told = [
        [row.pk, row.after_tx, row.at.astimezone(UTC).isoformat(), row.by]
        for row in Restore.objects.order_by("pk")[:first]
    ]
    return [len(told), hashlib.sha256(json.dumps(told).encode()).hexdigest()]


def index_of(rows: list[Row]) -> bytes:
    """Thirty-two bytes for each row: its key, and half of its hash."""
    return b"".join(row.key + row.hash[:16] for row in rows)


def facts_of(rows: list[Row], entries: bytes) -> dict[str, Any]:
    """What a seal says of one table."""
    return {
        "rows": len(rows),
        "root": merkle.root([row.hash for row in rows]).hex(),
        "index": hashlib.sha256(entries).hexdigest(),
    }


def hash_of(seal: Seal) -> bytes:
    """The hash over everything that a seal says, and over the one before."""
    told = [
        seal.number,
        seal.stretch,
        seal.from_tx,
        seal.to_tx,
        seal.roots,
        seal.at.isoformat(),
        bytes(seal.previous).hex(),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()
