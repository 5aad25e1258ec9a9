"""Who acts? The person whose request is being answered, for what is remembered of her far from any view."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

from portal.access.models import User

A_COMMAND = "a command"
_request: ContextVar[HttpRequest | None] = ContextVar("the request that is being answered", default=None)


class Acting:
    """Keeps the request at hand while it is answered; it stands behind the middleware that knows the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(before)


def actor() -> tuple[int | None, str]:
    """The id and the name of whoever acts; a command has no id, and nor has someone who has not signed in."""
    request = _request.get()
    if request is None:
        return None, A_COMMAND
    return (request.user.pk, request.user.get_username()) if isinstance(request.user, User) else (None, "")
