"""Every address of the portal, found by walking the URL resolver, and what answers beside it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

from portal.pages.health import PROBES

AN_ID = str(UUID(int=7))
SAMPLES = {
    "slug": "category-performance",
    "uuid": AN_ID,
    "uuidstr": AN_ID,  # django-ninja's own word for it
    "int": "1",
    "path": "a/b",
    "str": "a",
}
PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One entry of the resolver: its address as people write it, and what it calls."""

    written: str  # /reports/<slug>/star/
    route: str  # /reports/<slug:slug>/star/
    entry: URLPattern | None = field(default=None, compare=False)

    def at(self, sample: Callable[[str], Any] = lambda name: None) -> str:
        """An example of the address, with `sample` of each parameter, or anything of its kind where that is None."""
        return PARAMETER.sub(lambda found: str(sample(found["name"]) or SAMPLES[found["kind"] or "str"]), self.route)


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """One example address for each entry of the resolver, with the entry."""
    for place in places():
        assert place.entry is not None
        yield place.at(), place.entry


def places(urlconf: str | None = None) -> list[Place]:
    """Each entry of the resolver, in its order."""
    return list(_below(get_resolver(urlconf), "/"))


def beside_the_resolver() -> list[Place]:
    """What middleware answers by itself, before any urlconf is asked."""
    static = f"{settings.STATIC_URL}<path:file>"
    return [_place(route) for route in (*PROBES, static)]


def _below(resolver: URLResolver, prefix: str) -> Iterator[Place]:
    for entry in resolver.url_patterns:
        route = prefix + _route(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _below(entry, route)
        else:
            yield _place(route, entry)


def _place(route: str, entry: URLPattern | None = None) -> Place:
    return Place(written=PARAMETER.sub(r"<\g<name>>", route), route=route, entry=entry)


def _route(pattern: Any) -> str:
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    text, names = normalize(pattern.regex.pattern)[0]
    return text % {name: f"<str:{name}>" for name in names}
