"""Every address of the portal, found by walking the URL resolver."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

SAMPLES = {"slug": "category-performance", "uuid": str(UUID(int=7)), "int": "1", "path": "a/b", "str": "a"}


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """One example address for each pattern, with the pattern."""
    yield from _below(get_resolver(), "/")


def _below(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + _example(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _below(entry, address)
        else:
            yield address, entry


def _example(pattern) -> str:
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], str(pattern))
    text, names = normalize(pattern.regex.pattern)[0]
    return text % dict.fromkeys(names, "a")
