"""Who acts? The person whose request is being answered, for what is remembered of her far from any view."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

from portal.access.models import User
from portal.access.view_as import known_viewing_of

A_COMMAND = "a command"
_signing_in: ContextVar[User | None] = ContextVar("who is about to be signed in", default=None)
_machine: ContextVar[str] = ContextVar("the machine that acts", default="")
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


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """What is done in here is done by this person, who is about to be signed in."""
    before = _signing_in.set(user)
    try:
        yield
    finally:
        _signing_in.reset(before)


@contextmanager
def acting_for(machine: str) -> Iterator[None]:
    """What is done in here is done by a machine of this name, and by no person."""
    before = _machine.set(machine)
    try:
        yield
    finally:
        _machine.reset(before)


def actor() -> tuple[int | None, str]:
    """The id and the name of whoever acts; a command has no id, and nor has someone who has not signed in."""
    if machine := _machine.get():
        return None, machine
    person = _signing_in.get()
    if person is not None:
        return person.pk, person.get_username()
    request = _request.get()
    if request is None:
        return None, A_COMMAND
    viewing = known_viewing_of(request)
    if viewing is not None:
        return viewing.admin_id, viewing.admin.get_username()
    return (request.user.pk, request.user.get_username()) if isinstance(request.user, User) else (None, "")
