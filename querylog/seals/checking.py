"""Check the seals: compute everything again from the rows as they are, and name what differs."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from querylog.models import Event, Kind, Seal
from querylog.seals import checkpoints
from querylog.seals.found import Checked
from querylog.seals.keys import is_signed
from querylog.seals.rows import SETTINGS, TEXTS, months
from querylog.seals.sealing import NOTHING, hash_of, restores
from querylog.seals.stretches import all_seals, check_stretch, some_at_a_time

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
        _check_outside(found, place, since)
        gone = _check_dropped(found)
        for stretch in sorted({TEXTS, *months(), *_sealed_stretches()} - gone):
            check_stretch(stretch, since, found, progress)
        _check_indexes(found)
        _check_restores(found)
        found.seals = Seal.objects.filter(number__gte=since).count()
    return found


def _sealed_stretches() -> set[str]:
    return set(Seal.objects.values_list("stretch", flat=True).distinct())


def _outermost() -> bool:
    return len(connection.atomic_blocks) == 1


def _check_chain(found: Checked, key: Ed25519PublicKey | None) -> None:
    previous, number = NOTHING, 1
    for seal in all_seals():
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


def _check_outside(found: Checked, place: str, since: int) -> None:
    """What was known outside must be in the chain as it was. Later seals hold the hashes of all before them."""
    for some in some_at_a_time(checkpoints.read(place, since=since) if place else ()):
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
    for seal in all_seals():
        if "restores" in seal.roots:
            first_with.setdefault(tuple(seal.roots["restores"]), seal)
    for known, seal in first_with.items():
        if restores(first=known[0]) != [*known]:
            found.wrong(f"The record of restores is not what it was at seal {seal.number} of {seal.at:%Y-%m-%d %H:%M}.")
