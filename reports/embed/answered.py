"""The answer to one visual of the page: what its panel shows, or why it shows nothing new."""

from typing import Any

from dash import no_update
from dash.exceptions import PreventUpdate

from querylog.errors import PorticoError
from reports.declare import InputError, Report, Visual
from reports.embed.current import current_viewer
from reports.embed.shown import Shown, picks_from, shown, troubled
from reports.embed.standing import run_of
from reports.run.slices import answer

REFUSALS = (InputError, PorticoError)


def answered(report: type[Report], visual: Visual, handle: Any, picks: Any) -> Shown:
    """The pieces of a visual's panel, of the run in the browser's handle."""
    if not ready(handle):
        raise PreventUpdate
    viewer = current_viewer()
    try:
        run = run_of(handle, report=report, viewer=viewer)
        found = answer(visual, run, report=report, picks=picks_from(picks), viewer=viewer)
        return shown(visual, found, run=run, viewer=viewer)
    except REFUSALS as error:
        return Shown(figure=no_update, said=troubled(error, viewer), proof=None)


def ready(handle: Any) -> bool:
    """True when the browser says that its run is over; whether it may read that run is asked each time."""
    return isinstance(handle, dict) and handle.get("state") == "ready"
