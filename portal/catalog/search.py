"""Which reports does a person mean by what she types? Full text and trigrams together: typos forgiven, best first.

Of what is closed to her she finds what is listed, by its title and its question alone: that some words find a closed
report by its tables would tell her which tables it reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, Greatest

from portal.access.rights import Someone, grants_of
from portal.catalog.models import Entry
from portal.catalog.words import words_of
from reports import registry

MOST = 30
CLOSE, FAR = 0.5, 0.3  # how like a word has to be to one of the entry's; the second where the first finds nothing
WEIGHTS = {"title": 1.0, "question": 0.6, "about": 0.4, "data": 0.2}
SHOWN = ("title", "question")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A report that was found, and whether it is open to the person who looks."""

    entry: Entry
    open: bool
    score: float


def find(user: Someone, typed: str) -> list[Found]:
    """The best first. Every word counts; a word may be begun, or mistyped."""
    words = words_of(typed)
    if not words or not user.is_authenticated:
        return []
    return _found(user, words, likeness=CLOSE) or _found(user, words, likeness=FAR)


def _found(user: Someone, words: Sequence[str], *, likeness: float) -> list[Found]:
    granted = {grant.report for grant in grants_of(user)}
    on_the_shelf = Entry.objects.on_the_shelf().filter(slug__in=[report.slug for report in registry.all()])
    mine = _scored(on_the_shelf.filter(slug__in=granted), words, tuple(WEIGHTS), "document", likeness)
    others = _scored(
        on_the_shelf.filter(listed=True).exclude(slug__in=granted), words, SHOWN, "document_shown", likeness
    )
    found = [Found(entry=each, open=True, score=each.score) for each in mine]
    found += [Found(entry=each, open=False, score=each.score) for each in others]
    return sorted(found, key=lambda each: (-each.score, not each.open, each.entry.title))[:MOST]


def _scored(
    entries: QuerySet[Entry], words: Sequence[str], columns: Sequence[str], document: str, likeness: float
) -> QuerySet[Any]:
    """Those entries that every word fits, with how well all of them do as `score`. A title counts more than a table."""
    score: Any = Value(0.0)
    for place, word in enumerate(words):
        begun = _begun(word)
        like = {column: f"like_{place}_{column}" for column in columns}
        entries = entries.alias(**{name: TrigramWordSimilarity(word, column) for column, name in like.items()})
        alike = [Q(**{f"{name}__gte": likeness}) for name in like.values()]
        entries = entries.filter(reduce(or_, alike, Q(**{document: begun})))
        likest = Greatest(*(F(name) * Value(WEIGHTS[column]) for column, name in like.items()))
        score = score + SearchRank(F(document), begun) + likest
    best = entries.annotate(score=Cast(score, FloatField())).order_by("-score", "title")[:MOST]
    return best.defer("document", "document_shown", "about", "data", "tables", "columns")


def _begun(word: str) -> Any:
    """A word that begins like this one, as it is written or by its stem."""
    begins = f"{word}:*"
    return SearchQuery(begins, search_type="raw", config="simple") | SearchQuery(
        begins, search_type="raw", config="english"
    )
