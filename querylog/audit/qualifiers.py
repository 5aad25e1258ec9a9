"""The qualifiers of a search: what each is for, and how its values are read."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from querylog.audit import measures
from querylog.audit.errors import NotASearch
from querylog.audit.moments import span
from querylog.models import Purpose, State

LIKE_AN_ID = re.compile(r"[0-9a-fA-F-]{4,36}")
IN_A_TAG = ("statement", "report", "team")


@dataclass(frozen=True, kw_only=True)
class Qualifier:
    """One way to search. `read` turns a value into what is looked for, and raises NotASearch with a sentence."""

    name: str
    help: str
    example: str
    values: tuple[str, ...] = ()
    read: Callable[[str], Any] = str


def _identity(value: str) -> str:
    if LIKE_AN_ID.fullmatch(value):
        return value.lower()
    raise NotASearch(f"id:{value} is no ID: at least four of its first letters and digits are needed, 0-9, a-f and -.")


def _tag(value: str) -> dict[str, str]:
    """What of a statement the tag says."""
    try:
        return {"statement": str(UUID(value))}
    except ValueError:
        pass
    try:
        known = json.loads(value)
    except (ValueError, RecursionError):
        known = None
    said = {key: str(known[key]) for key in IN_A_TAG if key in known} if isinstance(known, dict) else {}
    if not said:
        raise NotASearch(
            f"tag:{value[:80]} is no QUERY_TAG of ours. Copy it whole, from {{ to }}, or write the statement."
        )
    if "statement" in said:
        try:
            UUID(said["statement"])
        except ValueError:
            raise NotASearch("The statement in this tag is no ID of ours.") from None
    return said


def _one_of(name: str, values: tuple[str, ...]) -> Callable[[str], str]:
    def read_one(value: str) -> str:
        if value.lower() in values:
            return value.lower()
        raise NotASearch(f"{name}:{value} is none of {', '.join(values)}.")

    return read_one


STATES, PURPOSES = tuple(State.values), tuple(Purpose.values)
QUALIFIERS = {
    each.name: each
    for each in (
        Qualifier(name="user", help="Who asked; * stands for any letters", example="user:ana"),
        Qualifier(name="team", help="Through which team", example='team:"Shopper insights"'),
        Qualifier(name="report", help="For which report, by its slug", example="report:category-performance"),
        Qualifier(name="table", help="Which table the SQL reads", example="table:LOYALTY.BASKETS", read=str.upper),
        Qualifier(
            name="column",
            help="Which column the SQL reads",
            example="column:LOYALTY.DEMOGRAPHICS.INCOME",
            read=str.upper,
        ),
        Qualifier(
            name="status",
            help="How far it came, or how it ended",
            example="status:failed,lost",
            values=STATES,
            read=_one_of("status", STATES),
        ),
        Qualifier(
            name="purpose",
            help="Why it was asked",
            example="purpose:base",
            values=PURPOSES,
            read=_one_of("purpose", PURPOSES),
        ),
        Qualifier(name="took", help="How long it took", example="took:>5s", read=measures.seconds),
        Qualifier(name="rows", help="How many rows came back", example="rows:>1m", read=measures.rows),
        Qualifier(name="bytes", help="How much Snowflake scanned", example="bytes:>10gb", read=measures.size),
        Qualifier(name="on", help="When, in UTC: a day, a month, from..to", example="on:2026-11", read=span),
        Qualifier(name="id", help="A statement, a press, or a query ID", example="id:01c2f0aa", read=_identity),
        Qualifier(
            name="tag",
            help="A QUERY_TAG, or the statement in it",
            example='tag:{"portico":1,"statement":"…"}',
            read=_tag,
        ),
        Qualifier(name="word", help="A whole word of the SQL", example="word:sales_value"),
    )
}
