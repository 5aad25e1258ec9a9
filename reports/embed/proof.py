"""Where a number comes from: the query ID, the SQL and its values, how many rows, how long."""

from dash import html
from dash.development.base_component import Component

from querylog.models import Statement
from querylog.sensitive import shown
from querylog.sharing import RESULT_KEPT, How
from reports.declare.words import spoken
from reports.embed.attributes import attributes
from reports.render.words import clock_time, duration
from reports.run.models import Part
from reports.viewer import Viewer

NOT_SHOWN = "The SQL is shown to those with the right to see it. Ask an admin if you need it."


def proof(statement: Statement, *, viewer: Viewer, summary: str = "") -> Component:
    """The chip under a visual: short ID and time; opened, its statement and the filters behind it.

    The SQL and its values are for those with the right to see them.
    """
    return html.Details(
        [
            html.Summary([f"{short(statement.query_id)} · {duration(statement.seconds)}"], title="How this was asked"),
            _body(statement, summary, viewer),
        ],
        className="proof",
    )


def base_line(part: Part, statement: Statement, *, named: bool, asked_by: int | None, viewer: Viewer) -> Component:
    """A line at the foot of the page: a stored result that visuals are slices of, and until when it is kept.

    Where there are several, each is `named` by its query. It says so when the result is not of this press alone.
    """
    ended = statement.ending.at
    query, _, period = part.name.partition("--")
    which = f", the {period.replace('-', ' ')}" if period else ""
    name = f"{spoken(query)}{which}: base" if named else "Base"
    rows = f" · {statement.rows:,} rows" if statement.rows is not None else ""
    whose = _whose(part, statement, asked_by)
    return html.Div(
        [
            html.P(f"{name} result of {clock_time(ended)}{whose}{rows} · {duration(statement.seconds)}"),
            proof(statement, viewer=viewer),
            html.P(f"kept until {clock_time(ended + RESULT_KEPT)}"),
        ],
        className="base__line",
    )


def _whose(part: Part, statement: Statement, asked_by: int | None) -> str:
    """By whom a result was asked that this press did not ask itself."""
    if part.how == How.SENT:
        return ""
    who = "you" if statement.asked_by_id == asked_by else "another member of your team"
    return f", run by {who}"


def short(query_id: str | None) -> str:
    """A query ID as a chip shows it: its first four characters and its last two."""
    return f"{query_id[:4]}…{query_id[-2:]}" if query_id else "not sent"


def _body(statement: Statement, summary: str, viewer: Viewer) -> Component:
    facts: list[Component] = []
    for name, value, copied in _facts(statement, summary, viewer):
        facts += [html.Dt(name), html.Dd(value), _copy(value, f"Copy the {name.lower()}") if copied else html.Span()]
    sql = _sql(statement) if viewer.shows_sql else [html.P(NOT_SHOWN, className="muted")]
    return html.Div([html.Dl(facts, className="proof__facts"), *sql], className="proof__body")


def _sql(statement: Statement) -> list[Component]:
    head = html.Div([html.Span("SQL"), _copy(statement.sql, "Copy the SQL")], className="proof__sql")
    return [head, html.Pre(statement.sql, tabIndex=0)]


def _facts(statement: Statement, summary: str, viewer: Viewer) -> list[tuple[str, str, bool]]:
    facts = [
        ("Query ID", statement.query_id or "not sent", bool(statement.query_id)),
        ("Took", duration(statement.seconds), False),
        ("Rows", f"{statement.rows:,}" if statement.rows is not None else "–", False),
    ]
    if statement.parent_id:
        facts.append(("Base", statement.parent.query_id if statement.parent else "", True))
    if statement.binds and viewer.shows_sql:
        facts.append(("Values", ", ".join(str(shown(value)) for value in statement.binds), False))
    return [*facts, ("Filters", summary, False)] if summary else facts


def _copy(text: str, label: str) -> Component:
    return html.Button(
        "Copy", title=label, className="button button--small", **attributes(data_copy=text, aria_label=label)
    )
