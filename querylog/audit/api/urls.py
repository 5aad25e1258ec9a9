"""The addresses of the API. No session opens one: each call brings a token."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from querylog.audit.api import pages
from querylog.audit.api.refusals import refusal
from querylog.audit.api.v1 import api

V1 = "v1/"


def by_token(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view for callers without a session, whose refusals are all JSON."""

    @csrf_exempt  # a cookie opens nothing here, so another site can do nothing with one
    @login_not_required
    @wraps(view)
    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            return refusal(405, "Only GET is answered here: the log can be read and not changed.", Allow="GET")
        return response

    return called


@by_token
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    return refusal(404, "The audit's API has no such address. /audit/api/docs/ lists those that it has.")


def _operations() -> Iterator[URLPattern]:
    for each in api.urls[0]:
        if isinstance(each, URLPattern) and each.name != "api-root":  # ours is `nothing`
            yield path(f"{V1}{each.pattern}", by_token(each.callback), name=each.name)


app_name = "api"
urlpatterns = [
    path("docs/", pages.docs, name="docs"),
    *_operations(),
    path(V1, nothing, name="nothing"),
    re_path(rf"^{V1}(?P<rest>[\s\S]+)$", nothing),  # whatever it is: a line may end in it
]
