"""From a number to the statements behind it: a search in the language of the search line."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from querylog.audit.language import quoted


def search(*words: str, **qualifiers: str) -> str:
    """The address of a search: `search(period.search, report="x")`. A value that is empty is left out."""
    named = [f"{name}:{quoted(value)}" for name, value in qualifiers.items() if value]
    return f"{reverse('audit:list')}?{urlencode({'q': ' '.join([*named, *filter(None, words)])})}"


def span(first: date, last: date) -> str:
    """These days, as the search line writes them."""
    return f"on:{first}" if first == last else f"on:{first}..{last}"
