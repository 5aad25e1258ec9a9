"""The first version of the API. There is nothing in it but GET: the log can't be changed, here or anywhere."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import NinjaAPI, Query

from querylog.audit import history
from querylog.audit.api import lines, reading, shapes
from querylog.audit.api.asked import nothing_else
from querylog.audit.api.gate import Bearer
from querylog.audit.api.refusals import REFUSED, teach
from querylog.audit.api.tokens import EVENTS, SEARCH
from querylog.audit.language import read
from querylog.audit.qualifiers import QUALIFIERS
from querylog.audit.search import page_of

MOST_CHILDREN = 200

api = NinjaAPI(
    title="Portico's audit",
    version="1",
    description="The log of every statement that went to Snowflake, for programs. Read only; each call is on record.",
    urls_namespace="audit-api",
    openapi_url=None,
    docs_url=None,
)
teach(api)
api.add_decorator(nothing_else)


def also(scope: str, example: str) -> dict[str, Any]:
    """What the description says of an operation beyond the standard."""
    return {"x-scope": scope, "x-example": example}


@api.get(
    "/statements",
    response={200: shapes.Statements, **REFUSED},
    auth=Bearer(SEARCH),
    operation_id="list_statements",
    summary="Search statements",
    openapi_extra=also(SEARCH, "statements?q=table:LOYALTY.BASKETS+took:>5s&limit=20"),
)
def statements(request: HttpRequest, asked: Query[shapes.StatementsAsked]) -> dict[str, Any]:
    """Newest first. What one types into the search line of the audit finds the same here."""
    reader = request.auth  # type: ignore[attr-defined]
    page = page_of(read(asked.q), after=str(asked.after or ""), in_sql=reader.sees_sql, size=asked.limit)
    return {"items": [lines.of_statement(each, reader) for each in page.statements], "next": page.after}


@api.get(
    "/statements/{uuid:statement_id}",
    response={200: shapes.Whole, 404: shapes.Refusal, **REFUSED},
    auth=Bearer(SEARCH),
    operation_id="get_statement",
    summary="One statement",
    openapi_extra=also(SEARCH, "statements/0198c0de-0000-7000-8000-000000000000"),
)
def statement(request: HttpRequest, statement_id: UUID) -> dict[str, Any]:
    """All that is known of it: its life, what was read from its result, and what was done with it."""
    reader = request.auth  # type: ignore[attr-defined]
    found = reading.statement_of(statement_id)
    if found is None:
        raise Http404(f"The log has no statement {statement_id}.")
    children, more = reading.children_of(found, MOST_CHILDREN)
    done = list(history.events_of(found)[: history.PAGE]) if reader.may(EVENTS) else None
    return {
        **lines.of_statement(found, reader),
        "steps": lines.steps_of(found),
        "children": children,
        "more_children": more,
        "events": None if done is None else [lines.of_event(each, reader) for each in done],
    }


@api.get(
    "/events",
    response={200: shapes.Events, **REFUSED},
    auth=Bearer(EVENTS),
    operation_id="list_events",
    summary="List events",
    openapi_extra=also(EVENTS, "events?kind=downloaded&person=ana"),
)
def events(request: HttpRequest, asked: Query[shapes.EventsAsked]) -> dict[str, Any]:
    """What people did besides asking Snowflake, newest first."""
    reader = request.auth  # type: ignore[attr-defined]
    found, after = reading.events(**asked.dict())
    return {"items": [lines.of_event(each, reader) for each in found], "next": after}


@api.get(
    "/qualifiers",
    response={200: shapes.Qualifiers, **REFUSED},
    auth=Bearer(SEARCH),
    operation_id="list_qualifiers",
    summary="What a search knows",
    openapi_extra=also(SEARCH, "qualifiers"),
)
def qualifiers(request: HttpRequest) -> dict[str, Any]:
    """The qualifiers of the search language, each with an example."""
    known = QUALIFIERS.values()
    return {
        "items": [shapes.Qualifier(name=q.name, help=q.help, example=q.example, values=list(q.values)) for q in known]
    }


@api.get("/openapi.json", auth=Bearer(), include_in_schema=False)
def openapi(request: HttpRequest) -> dict[str, Any]:
    return description()


def description() -> dict[str, Any]:
    """The API as OpenAPI describes it."""
    return dict(api.get_openapi_schema(path_prefix=reverse("audit:api:nothing")))
