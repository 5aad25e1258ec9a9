"""Searches under a name: whose they are, what may be done with them, and where they lead."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from querylog.audit import language
from querylog.audit.columns import chosen, written
from querylog.errors import PorticoError
from querylog.models import SavedSearch

MOST = 200  # of one person
LONGEST_NAME = 100


class NotSaved(PorticoError):
    """Something about the search or its name is not right; the sentence says what."""


def address(words: str, columns: Iterable[str] = (), *, view: str = "audit:list") -> str:
    """Where the list is of this search with these columns: a link that anybody who may read the log can follow."""
    return reverse(view) + asked_for(words, columns)


def asked_for(words: str, columns: Iterable[str] = (), *, after: str = "") -> str:
    """The end of such an address, from its question mark on."""
    given = {"q": words, "columns": written(columns) if columns else "", "after": after}
    asked = urlencode({name: value for name, value in given.items() if value})
    return f"?{asked}" if asked else ""


def address_of(search: SavedSearch) -> str:
    """The link of a saved search."""
    return address(search.words, search.columns)


def of(user: Any) -> QuerySet[SavedSearch]:
    """Those of this person, and those that others share; by name."""
    return SavedSearch.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner").order_by("name", "pk")


def named(part: str, user: Any) -> QuerySet[SavedSearch]:
    """Those whose name holds this."""
    return of(user).filter(name__icontains=part)


def save(user: Any, name: str, words: str, *, columns: Iterable[str], shared: bool) -> SavedSearch:
    """A new one. Raises NotSaved, or NotASearch where the words can't be read."""
    language.read(words)
    if SavedSearch.objects.filter(owner=user).count() >= MOST:
        raise NotSaved(f"You have {MOST} saved searches, and more are not kept. Delete one that you no longer need.")
    new = SavedSearch(owner=user, name=_name(name), words=words, shared=shared)
    new.columns = chosen(columns) if columns else []
    return _kept(new)


def rename(search: SavedSearch, name: str, *, shared: bool) -> SavedSearch:
    """The same search under this name, shared or not. Raises NotSaved."""
    search.name, search.shared = _name(name), shared
    return _kept(search)


def _name(given: str) -> str:
    name = " ".join(given.replace("\0", "").split())
    if not name:
        raise NotSaved("This search has no name yet. Write one, such as “Slow exports”, then save it.")
    if len(name) > LONGEST_NAME:
        raise NotSaved(f"This name has {len(name)} characters, and at most {LONGEST_NAME} are kept. Shorten it.")
    return name


def _kept(search: SavedSearch) -> SavedSearch:
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError:
        raise NotSaved(
            f"You have a search called “{search.name}” already. Choose another name, or delete that one first."
        ) from None
    return search
