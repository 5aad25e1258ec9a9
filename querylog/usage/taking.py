"""Take from Snowflake's own history what a statement of ours has used: bytes with each comparison, credits later."""

import json
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from querylog.models import Statement, Submission
from querylog.usage.days import tally_again

# Only where it says something new: what was told an hour ago changes no row, and lets no day be tallied again.
KEEP = """
    INSERT INTO querylog_usage AS known (statement_id, {what}, at)
    SELECT told.id, told.used, now() FROM unnest(%(ids)s::uuid[], %(used)s::{kind}[]) AS told(id, used)
    ON CONFLICT (statement_id) DO UPDATE SET {what} = excluded.{what}, at = now()
    WHERE known.{what} IS DISTINCT FROM excluded.{what}
    RETURNING statement_id
"""


def keep_bytes(used: Mapping[UUID, int]) -> None:
    """How many bytes these statements have scanned."""
    _keep("bytes", "bigint", used)


def keep_credits(used: Mapping[UUID, Decimal]) -> None:
    """How many credits were attributed to these statements."""
    _keep("credits", "numeric", used)


def _keep(what: str, kind: str, used: Mapping[UUID, int] | Mapping[UUID, Decimal]) -> None:
    if not used:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(KEEP.format(what=what, kind=kind), {"ids": list(used), "used": list(used.values())})
        tally_again(identity for (identity,) in cursor.fetchall())


def statements_of(tags: Mapping[str, str | None], *, since: UUID) -> dict[str, UUID]:
    """Whose these query IDs are, each given with its tag: by the ID itself, or else by the statement that it names.

    `since` is the oldest id that any can have: no older month is looked into.
    """
    found = Submission.objects.filter(query_id__in=list(tags), pk__gte=since).values_list("query_id", "pk")
    known = dict(found)
    named = {query_id: named_in(tag) for query_id, tag in tags.items() if query_id not in known}
    there = set(Statement.objects.filter(pk__in=[each for each in named.values() if each]).values_list("pk", flat=True))
    return known | {query_id: each for query_id, each in named.items() if each in there and each is not None}


def named_in(tag: str | None) -> UUID | None:
    """The id of our own row that a QUERY_TAG names, if it is a tag of ours."""
    try:
        return UUID(json.loads(tag or "")["statement"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
