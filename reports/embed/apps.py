"""The Dash app of each report: built when it is first asked for, once per process, then shared by all threads."""

import threading

from reports.declare import Report
from reports.embed.callbacks import say_what_went_wrong, wire
from reports.embed.dash import EmbeddedApp, ReportDash
from reports.embed.layout import layout

_built: dict[str, tuple[type[Report], EmbeddedApp]] = {}
_lock = threading.Lock()  # Dash's set-up is not made for threads


def app_for(report: type[Report], *, path: str) -> EmbeddedApp:
    """The app that serves this report under `path`. A report that was read anew from its file is built anew."""
    built = _built.get(report.slug)
    if built is None or built[0] is not report:
        with _lock:
            built = _built.get(report.slug)
            if built is None or built[0] is not report:
                built = _built[report.slug] = (report, _build(report, path))
    return built[1]


def _build(report: type[Report], path: str) -> EmbeddedApp:
    dash = ReportDash(report.slug, path=path, on_error=say_what_went_wrong)
    dash.layout = layout(report)
    return dash.build(lambda app: wire(app, report))
