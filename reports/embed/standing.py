"""How does this run stand? The strip under the title, the line at the foot, and whether the page keeps looking."""

from dataclasses import dataclass, field
from typing import Any

from dash import html
from dash.development.base_component import Component
from django.utils import timezone

from querylog.errors import PorticoError
from querylog.models import Purpose, Statement
from reports.declare import InputError, Report
from reports.embed.proof import base_line
from reports.render.words import duration
from reports.run.counts import counted
from reports.run.models import Run
from reports.run.press import look
from reports.run.usual import usual_seconds


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a page shows of a run. `handle` is all that the browser keeps; `over` says that looking again is no use."""

    handle: dict[str, str]
    strip: Component | None
    foot: list[Component]
    over: bool
    counts: list[str] = field(default_factory=list)  # what each exclusion removed, in words


def standing(report: type[Report], run: Run) -> Standing:
    """How this run stands now in Snowflake."""
    bases = look(run)
    counts = [base for base in bases if base.purpose == Purpose.COUNT]
    bases = [base for base in bases if base.purpose != Purpose.COUNT]
    broken = next((base for base in bases if base.ended and base.state != "finished"), None)
    if broken:
        return Standing(
            handle=_handle(run, "failed"), strip=told(broken.error, query_id=broken.query_id), foot=[], over=True
        )
    if not all(base.ended for base in bases):
        return Standing(handle=_handle(run, "running"), strip=_running(report, bases), foot=[], over=False)
    foot = [base_line(base, named=len(bases) > 1) for base in bases]
    over = all(each.ended for each in counts)
    said = counted(report, run) if counts and over else []
    return Standing(handle=_handle(run, "ready"), strip=None, foot=foot, over=over, counts=said)


def refused(error: InputError | PorticoError) -> Component:
    """Why nothing was run."""
    problems = error.problems if isinstance(error, InputError) else []
    if len(problems) > 1:
        return html.Div(
            [html.P("Some filters can't be used:"), html.Ul([html.Li(each) for each in problems])],
            className="notice notice--error",
        )
    return told(error.sentence, query_id=getattr(error, "query_id", None))


def told(sentence: str, *, query_id: str | None = None) -> Component:
    """A failure on the page: the sentence, and the query ID to ask about it."""
    named = [html.Span(f"Query {query_id}", className="mono muted")] if query_id else []
    return html.Div([html.P(sentence), *named], className="strip notice notice--error")


def _running(report: type[Report], bases: list[Statement]) -> Component:
    passed = (timezone.now() - min(base.intended_at for base in bases)).total_seconds()
    usual = usual_seconds(report.slug)
    words = f"Running for {duration(passed)}" + (f" · usually takes {duration(usual)}" if usual else "")
    stay = "You can leave this page: the query goes on, and its result is kept."
    cancel = html.Button("Cancel", id="cancel", className="button", n_clicks=0)
    return html.Div([html.P(words), html.P(stay, className="muted"), cancel], className="strip strip--running notice")


def _handle(run: Run, state: str) -> dict[str, str]:
    return {"run": str(run.pk), "state": state}


def run_of(handle: Any, *, report: type[Report], viewer: Any) -> Run:
    """The run that a page's handle stands for, if this person may read it. Raises RunNotYours."""
    return Run.for_viewer(handle.get("run") if isinstance(handle, dict) else None, report=report, viewer=viewer)
