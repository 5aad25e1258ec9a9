"""What is there to be asked for, what people ask with, and what they get."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import Resolver404, resolve

from tests.portal.every_url.kinds import Kind
from tests.portal.walking import Place

TOKEN = "a" * 32
YES = {"post": "yes"}  # to the admin site's question whether to delete


@contextmanager
def undone() -> Iterator[None]:
    """What happens in here has not happened afterwards."""
    block = transaction.atomic()
    block._from_testcase = True  # as in Django's TestCase: the log takes it for the database as it stands
    with block:
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True, kw_only=True)
class Json:
    """A body that a script sends."""

    value: Any


@dataclass(frozen=True, kw_only=True)
class World:
    """Sessions by person; one of everything that an address may name; and a sensible body for each form.

    `samples` has a value for each parameter of an address, or for one address alone under "<address> <parameter>".
    """

    sessions: dict[str, str]
    samples: dict[str, Any]
    queries: dict[str, dict[str, str]]
    bodies: dict[str, dict[str, Any] | Json]
    browser: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True, raise_request_exception=False))
    seen: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def gets(self, kind: Kind, method: str, place: Place) -> str:
        """The answer in a word. Asked once: each answer is as if it were the first."""
        asked = (kind.name, method, place.written)
        if asked not in self.seen:
            self.seen[asked] = outcome(self.answer(kind, method, place))
        return self.seen[asked]

    def answer(
        self, kind: Kind, method: str, place: Place, *, token: str = TOKEN, secure: bool = False
    ) -> HttpResponseBase:
        """What this person gets; then it has not happened. Other methods send what a POST would."""
        self.browser.cookies = SimpleCookie({settings.CSRF_COOKIE_NAME: TOKEN})
        if session := self.sessions.get(kind.session):
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = session
        sent = {"secure": secure, "headers": {"X-CSRFToken": token} if token else {}, **self._sent(method, place)}
        with undone():
            kind.since()
            answer = self.browser.generic(method, self._address(place), **sent)
            if _leads_to_the_admins_door(answer):
                answer = self.browser.get(answer["Location"], secure=secure)
            if answer.streaming:
                b"".join(answer.streaming_content)  # to its end, as a server does: what is left would end anywhere
            return answer

    def _address(self, place: Place) -> str:
        return place.at(lambda name: self._sample(place, name))

    def _sample(self, place: Place, name: str) -> Any:
        own = self.samples.get(f"{place.written} {name}")
        return own or _of_model(place, name) or self.samples.get(name)

    def _sent(self, method: str, place: Place) -> dict[str, Any]:
        if method in ("GET", "HEAD", "OPTIONS"):
            return {"QUERY_STRING": urlencode(self.queries.get(place.written, {}))}
        body = self.bodies.get(place.written, YES if place.written.endswith("/delete/") else {})
        if isinstance(body, Json):
            return {"data": json.dumps(body.value), "content_type": "application/json"}
        return {"data": encode_multipart(BOUNDARY, body), "content_type": MULTIPART_CONTENT}


def outcome(answer: HttpResponseBase) -> str:
    """The answer in a word, as it stands in the table."""
    if answer.status_code not in (301, 302, 303, 307):
        return str(answer.status_code)
    address = urlsplit(answer["Location"]).path
    if address == "/sign-in/":
        return "sign-in"
    if address.startswith("/sign-in/again/"):
        return "again"
    return f"→{_name_of(address)}"


def _name_of(address: str) -> str:
    """The name of the page at this address; of the admin site's and of allauth's, the last word of it."""
    try:
        page = resolve(address)
    except Resolver404:
        return address
    name = page.url_name or address
    return name.rpartition("_")[2] if page.app_name == "admin" or name.startswith("mfa_") else name


def _leads_to_the_admins_door(answer: HttpResponseBase) -> bool:
    """The admin site sends all strangers there, who read at the door whether they may come in."""
    return answer.status_code == 302 and urlsplit(answer["Location"]).path == "/admin/login/"


def _of_model(place: Place, name: str) -> Any:
    """For a page of the admin site on one object: an object of its model."""
    parts = place.written.split("/")
    if parts[1] != "admin" or name not in ("object_id", "id") or parts[2] == "r":
        return None
    first = apps.get_model(parts[2], parts[3])._default_manager.order_by("pk").first()
    return first.pk if first else None
