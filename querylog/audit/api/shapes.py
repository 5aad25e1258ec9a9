"""What the API answers, and what may be asked of it: the shapes that its OpenAPI description is written from."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import PlainSerializer, WithJsonSchema

from querylog.models import Kind, Purpose, State

MOST, USUAL = 200, 50
# To the microsecond, as the log has it.
Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: at.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
After = Annotated[UUID | None, Field(description="What the page before this one gave as next.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many of them.")]


class StatementsAsked(Schema):
    """A search."""

    q: Annotated[str, Field(description="A search, as it is typed into the search line.")] = ""
    after: After = None
    limit: Limit = USUAL


class EventsAsked(Schema):
    """Which events."""

    kind: Annotated[Kind | None, Field(description=f"What happened: {', '.join(Kind.values)}.")] = None
    person: Annotated[
        str, Field(description="Who did it: the name to sign in with, or the number, also of an account that has gone.")
    ] = ""
    report: Annotated[str, Field(description="With which report, by its slug.")] = ""
    after: After = None
    limit: Limit = USUAL


class Refusal(Schema):
    """Why there is no answer, and what to do."""

    sentence: str


class StatementLine(Schema):
    """A statement. Its SQL and binds are null where the token or its owner may not see them."""

    id: UUID
    at: Annotated[Moment, Field(description="When it was put on record, before it was sent.")]
    person: str
    person_id: int | None
    team: str
    report: str
    part: Annotated[str, Field(description="Which query or visual of the report.")]
    purpose: Purpose
    state: State
    press: Annotated[UUID | None, Field(description="One press of Refresh, and all that came of it.")]
    parent: Annotated[UUID | None, Field(description="The statement whose result it reads.")]
    query_id: Annotated[str, Field(description="Snowflake's; empty as long as there is none.")]
    rows: int | None
    seconds: float | None
    bytes: Annotated[int | None, Field(description="Scanned, where Snowflake has said so by now.")]
    credits: Annotated[float | None, Field(description="Attributed by Snowflake, where it has said so by now.")]
    error: str
    tables: list[str]
    sql: str | None
    binds: list[Any] | None


class Statements(Schema):
    """Some statements, newest first."""

    items: list[StatementLine]
    next: Annotated[str, Field(description="What to ask for as after; empty at the end.")]


class Step(Schema):
    """One of the steps of a statement's life."""

    state: State
    at: Moment


class EventLine(Schema):
    """An event. Its facts are null where the token or its owner may not see SQL: values can stand in it."""

    id: UUID
    at: Moment
    kind: Kind
    person: str
    person_id: int | None
    team: str
    report: str
    statement: UUID | None
    told: Annotated[str, Field(description="What happened, in a line.")]
    facts: dict[str, Any] | None


class Events(Schema):
    """Some events, newest first."""

    items: list[EventLine]
    next: Annotated[str, Field(description="What to ask for as after; empty at the end.")]


class Whole(StatementLine):
    """All that is known of a statement. Its events are null where the token lacks their scope."""

    steps: list[Step]
    children: Annotated[list[UUID], Field(description="The first of the statements that read its result.")]
    more_children: bool
    events: Annotated[list[EventLine] | None, Field(description="The newest things that were done with it.")]


class Qualifier(Schema):
    """One way to search."""

    name: str
    help: str
    example: str
    values: Annotated[list[str], Field(description="What it may be; empty where that is open.")]


class Qualifiers(Schema):
    """All of them."""

    items: list[Qualifier]
