"""How does this run stand? The strip under the title, the line at the foot, and whether the page keeps looking."""

from dataclasses import dataclass, field
from typing import Any

from dash import html
from dash.development.base_component import Component
from django.utils import timezone

from querylog import turns
from querylog.errors import PorticoError, unquoted
from querylog.models import Purpose, State, Statement
from querylog.sharing import How
from reports.declare import InputError, Report
from reports.embed.controls import all_states, to_controls
from reports.embed.proof import base_line
from reports.render.words import clock_time, duration
from reports.run.counts import counted
from reports.run.models import Part, Run
from reports.run.press import look
from reports.run.usual import usual_seconds
from reports.viewer import Viewer

RUNS_FOR_OTHERS = "Cancelled for you. Someone else of your team waits for the same query, so it runs on for them."
CANCELLING = "Snowflake has been asked to cancel the query and has not confirmed it yet."
STAY = "You can leave this page: the query goes on, and the bell tells when it is ready."


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a page shows of a run. `handle` is all that the browser keeps; `over` says that looking again is no use."""

    handle: dict[str, str]
    strip: Component | None
    foot: list[Component]
    over: bool
    counts: list[str] = field(default_factory=list)  # what each exclusion removed, in words


def standing(report: type[Report], run: Run, *, viewer: Viewer) -> Standing:
    """How this run stands now in Snowflake, as this person may see it."""
    parts = look(run)
    counts = [statement for part, statement in parts if part.purpose == Purpose.COUNT]
    bases = [(part, statement) for part, statement in parts if part.purpose != Purpose.COUNT]
    statements = [statement for _, statement in bases]
    broken = next((base for base in statements if base.ended and base.state != State.FINISHED), None)
    if broken:
        why = broken.error if viewer.shows_sql else unquoted(broken.error)
        return _over(run, told(why, query_id=broken.query_id))
    if not all(base.ended for base in statements):
        running = [base for base in statements if not base.ended]
        if run.cancelled_at and not all(run.alone_with(base) for base in running):
            return _over(run, told(RUNS_FOR_OTHERS))
        why = CANCELLING if run.cancelled_at else next((base.waits_for for base in running if base.waits_for), STAY)
        strip = _running(report, statements, why)
        return Standing(handle=_handle(run, "running"), strip=strip, foot=[], over=False)
    run.was_seen()
    named = len(bases) > 1
    foot = [base_line(part, base, named=named, asked_by=run.asked_by_id, viewer=viewer) for part, base in bases]
    over = all(each.ended for each in counts)
    said = counted(report, run) if counts and over else []
    return Standing(handle=_handle(run, "ready"), strip=_earlier(bases, run), foot=foot, over=over, counts=said)


def came_back(report: type[Report], run: Run) -> dict[str, Any]:
    """What a page that opens on an earlier run sets: its controls as they were, the handle, and the look-again."""
    values = to_controls(report, run.form)
    controls = [[state.component_id, value] for state, value in zip(all_states(report), values, strict=True)]
    return {"controls": controls, "run": _handle(run, "running"), "applied": values, "summary": run.summary}


def _over(run: Run, strip: Component) -> Standing:
    return Standing(handle=_handle(run, "failed"), strip=strip, foot=[], over=True)


def refused(error: InputError | PorticoError, viewer: Viewer) -> Component:
    """Why nothing was run."""
    problems = error.problems if isinstance(error, InputError) else []
    if len(problems) > 1:
        return html.Div(
            [html.P("Some filters can't be used:"), html.Ul([html.Li(each) for each in problems])],
            className="notice notice--error",
        )
    return told(viewer.reads(error), query_id=getattr(error, "query_id", None))


def told(sentence: str, *, query_id: str | None = None) -> Component:
    """A failure on the page: the sentence, and the query ID to ask about it."""
    named = [html.Span(f"Query {query_id}", className="mono muted")] if query_id else []
    return html.Div([html.P(sentence), *named], className="strip notice notice--error")


def _earlier(bases: list[tuple[Part, Statement]], run: Run) -> Component | None:
    """That the figures are of an earlier run, from when and whose, and the way to have them anew."""
    earlier = [statement for part, statement in bases if part.how != How.SENT]
    if not earlier:
        return None
    oldest = min(earlier, key=lambda statement: statement.ending.at)
    whose = "you" if all(each.asked_by_id == run.asked_by_id for each in earlier) else "another member of your team"
    anew = html.Button("Run it again", id="anew", className="button button--small", n_clicks=0)
    said = html.P(f"Result of {clock_time(oldest.ending.at)}, run by {whose}.")
    return html.Div([said, anew], className="strip strip--earlier notice")


def _running(report: type[Report], bases: list[Statement], why: str) -> Component:
    passed = (timezone.now() - min(base.intended_at for base in bases)).total_seconds()
    usual = usual_seconds(report.slug)
    queued = max(turns.place(base) for base in bases)
    words = _in_the_queue(queued) if queued else f"Running for {duration(passed)}"
    words += f" · usually takes {duration(usual)}" if usual else ""
    cancel = html.Button("Cancel", id="cancel", className="button", n_clicks=0)
    return html.Div([html.P(words), html.P(why, className="muted"), cancel], className="strip strip--running notice")


def _in_the_queue(place: int) -> str:
    if place == 1:
        return "Next in your team's queue"
    return f"Number {place:,} in your team's queue"


def _handle(run: Run, state: str) -> dict[str, str]:
    return {"run": str(run.pk), "state": state}


def lost(handle: Any) -> dict[str, str]:
    """The handle of a run that this person may read no more, so that the page stops looking for it."""
    return {"run": str(handle.get("run") if isinstance(handle, dict) else ""), "state": "failed"}


def run_of(handle: Any, *, report: type[Report], viewer: Any) -> Run:
    """The run that a page's handle stands for, if this person may read it. Raises RunNotYours."""
    return Run.for_viewer(handle.get("run") if isinstance(handle, dict) else None, report=report, viewer=viewer)
