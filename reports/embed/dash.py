"""Dash inside Django: django-plotly-dash, with what it lacks for many people at once.

It gives the glue: a Dash app without a Flask server, under a path of ours. Mended here, and held by
tests/reports/embed/test_dash_contract.py because it leans on private names:

- an app is built once per process, not once per request;
- callbacks are registered and dispatched by Dash itself, not by an old copy of its code;
- component scripts come from Django's static files, with no redirect.
"""

import dash._callback

# Importing django_plotly_dash puts an old copy in this place for the whole process. Put Dash's own back.
_dash_registers = dash._callback.register_callback
import django_plotly_dash.dash_wrapper  # noqa: E402, F401

dash._callback.register_callback = _dash_registers

import hashlib  # noqa: E402
import io  # noqa: E402
import re  # noqa: E402
import warnings  # noqa: E402
from functools import cached_property  # noqa: E402
from typing import Any  # noqa: E402

from dash import Dash  # noqa: E402
from dash._utils import to_json  # noqa: E402
from dash.fingerprint import check_fingerprint  # noqa: E402
from django.conf import settings  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.templatetags.static import static  # noqa: E402
from django_plotly_dash.dash_wrapper import DjangoDash, PseudoFlask, WrappedDash  # noqa: E402

# Dash signs a token of each page load with its server's secret, and the stand-in for a Flask server has none.
PseudoFlask.secret_key = property(lambda self: hashlib.sha256(f"dash:{settings.SECRET_KEY}".encode()).hexdigest())

# Loaded on every page by Dash, used by none of ours.
UNUSED_SCRIPTS = ("dash_table/",)


class EmbeddedApp(WrappedDash):
    """One built Dash app: its layout, its callbacks, and the scripts and settings that its page needs."""

    callback = Dash.callback
    clientside_callback = Dash.clientside_callback

    @cached_property
    def script_addresses(self) -> list[str]:
        """The addresses of the scripts that the page loads, in order. Plotly comes first, or Dash asks for it again."""
        suites = self.config.requests_pathname_prefix + "_dash-component-suites/"
        found = [
            src.removeprefix(suites) for src in re.findall(r'<script src="([^"]+)"', self._generate_scripts_html())
        ]
        plain = [check_fingerprint(path.split("?")[0])[0] for path in found]
        wanted = ["plotly/package_data/plotly.min.js", *(path for path in plain if not self._unused(path))]
        return [static(f"dash/component/{path}") for path in wanted]

    def _unused(self, path: str) -> bool:
        return any(name in path for name in UNUSED_SCRIPTS)

    def page_config(self) -> str:
        """The JSON that Dash's renderer reads at its start."""
        return to_json(self._config())

    def answer(self, endpoint: str, request: HttpRequest) -> HttpResponse:
        """What Dash itself answers at one of its endpoints ("_dash-layout", …) to this request."""
        view = self._notflask.endpoints[self._base_pathname + endpoint]["view_func"]
        with self._flask_app.request_context(_environ(request)):
            response = view()
        return HttpResponse(response.data, content_type=response.mimetype, status=response.status_code)


class ReportDash(DjangoDash):
    """A Dash app that django-plotly-dash knows by name, built once and then served to everybody."""

    def __init__(self, name: str, *, path: str, on_error: Any) -> None:
        with warnings.catch_warnings():
            # It warns of every argument that it hands on to Dash; these are tested.
            warnings.simplefilter("ignore")
            super().__init__(
                name,
                serve_locally=True,
                on_error=on_error,
                csrf_token_name=settings.CSRF_COOKIE_NAME,
                use_async=False,  # Django depends on asgiref; seeing that, Dash would hand back coroutines
                update_title=None,
                include_assets_files=False,
            )
        self.path = path

    def build(self, wire: Any) -> EmbeddedApp:
        """The app with this layout, and with the callbacks that `wire(app)` registers on it."""
        app = EmbeddedApp(
            base_pathname=self.path,
            replacements=None,
            ndid=self._uid,
            serve_locally=self._serve_locally,
            external_stylesheets=[],
            external_scripts=[],
            **self._kwargs,
        )
        app.config["suppress_callback_exceptions"] = True
        app.layout = self.layout
        wire(app)
        app._setup_server()
        return app


def _environ(request: HttpRequest) -> dict[str, Any]:
    """The little of a request that Dash's dispatcher reads. Cookies stay with Django."""
    return {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path_info,
        "QUERY_STRING": "",
        "SERVER_NAME": "portal",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
