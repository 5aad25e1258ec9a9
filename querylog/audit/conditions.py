"""A search as conditions on the rows of the log.

Some terms can hold in more than one way: a word may stand in the SQL, in a name, or be an ID. Each way has an index of
its own, which one condition that joined them by OR would not use; so the ways are kept apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import product
from math import prod
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.functions import Upper

from querylog.audit import names
from querylog.audit.errors import NotASearch
from querylog.audit.language import Search, Term
from querylog.audit.measures import Bounds, rounded
from querylog.audit.moments import FIRST, LAST, Span
from querylog.audit.qualifiers import LIKE_AN_ID
from querylog.ids import first_id_at
from querylog.models import Mark, SqlText, State, Usage
from querylog.recovery import TO_THE_END
from querylog.sensitive import found_by

MOST_WAYS = 32  # beyond that some are joined by OR, at the price of time
MANY_TEXTS = 1_000  # a word of so many texts is so common that the newest statements are looked through instead
NO_SQL = "Looking into the SQL takes the right to see it. Leave word: out, or ask an admin for the right."
OF_TEXTS = ("table", "column", "word", "")
OPEN_STATES = {State.INTENDED, State.SUBMITTED}
COLUMNS = {"user": "asked_by_name", "team": "team", "report": "report"}
ALL, NONE = Q(), Q(pk__in=[])
# Only few statements hide a value: an index of these alone is small, and is used where its condition is repeated.
HIDES = Func(F("binds"), template="(%(expressions)s @? '$[*].hashed')", output_field=BooleanField())


@dataclass(frozen=True)
class Conditions:
    """What a search asks of a statement: one of the ways, within the span, and of its steps what is written there."""

    ways: tuple[Q, ...]
    span: Span
    of_endings: bool  # some condition is on the row of its end
    anything: bool = False  # nothing is asked but the span

    def within(self, way: Q, first: UUID, end: UUID) -> Q:
        """The way, among the keys of a month: also its ends, or PostgreSQL would look for them in every month."""
        found = way & Q(pk__gte=first, pk__lt=end)
        return found & Q(ending__pk__gte=first, ending__pk__lt=end) if self.of_endings else found

    @property
    def together(self) -> Q:
        """All ways as one condition. An empty one holds always, which OR of Django's would forget."""
        return reduce(or_, self.ways, NONE) if all(self.ways) else ALL


def conditions_of(search: Search, *, in_sql: bool) -> Conditions:
    """The conditions of a search; without `in_sql` the text of SQL and its values decide nothing.

    Raises NotASearch when the search needs them.
    """
    always, alternatives = ALL, []
    for term in search.terms:
        if term.qualifier in ("", "on") and not term.negated:
            continue
        if term.negated and term.qualifier in OF_TEXTS:
            always &= _not_of(_texts_of(term, in_sql))
            continue
        ways = list(_ways_of(term, in_sql))
        if term.negated and term.qualifier != "status":
            always &= ~reduce(or_, ways, NONE)
        elif len(ways) == 1:
            always &= ways[0]
        else:
            alternatives.append(ways)
    if words := [value for term in search.of("") if not term.negated for value in term.values]:
        alternatives.append(list(_ways_of_words(words, in_sql)))
    span, among = _span_of([term for term in search.of("on") if not term.negated])
    always &= among
    while prod(map(len, alternatives)) > MOST_WAYS:
        always &= reduce(or_, alternatives.pop(), NONE)
    combined = tuple(reduce(lambda a, b: a & b, chosen, always) for chosen in product(*alternatives))
    of_endings = any(_asks_endings(term) for term in search.terms)
    return Conditions(combined, span, of_endings, anything=combined == (ALL,))


def _asks_endings(term: Term) -> bool:
    """Whether it holds only of a statement that has ended, by what is on record of that."""
    if term.qualifier in ("took", "rows"):
        return not term.negated
    return term.qualifier == "status" and not _states(term) & OPEN_STATES


def _ways_of(term: Term, in_sql: bool) -> Iterator[Q]:
    """The ways in which a term holds, were it not negated (of states, as it is); for most there is one."""
    match term.qualifier:
        case "user" | "team" | "report":
            yield Q(**{f"{COLUMNS[term.qualifier]}__in": names.found(COLUMNS[term.qualifier], term.means)})
        case "table" | "column" | "word" | "":
            yield of_texts(_texts_of(term, in_sql))
        case "status":
            yield from _ways_of_states(_states(term))
        case "purpose":
            yield Q(purpose__in=term.means)
        case "took" | "rows" | "bytes":
            yield reduce(or_, (_measured(term.qualifier, each) for each in term.means))
        case "on":
            yield reduce(or_, (_among(each) for each in term.means))
        case "id":
            yield from (way for each in term.means for way in _ways_of_an_id(each))
        case "tag":
            yield reduce(or_, (_tagged(each) for each in term.means))


def _ways_of_words(words: list[str], in_sql: bool) -> Iterator[Q]:
    """In which ways all these words together are found: in the SQL, as part of a name, as an ID, as a hidden value."""
    texts = SqlText.objects.all()
    for word in words:
        texts = texts.filter(sql__icontains=word) if in_sql else texts.filter(tables__contains=[word.upper()])
    if texts.exists():
        yield of_texts(texts)
    phrase = " ".join(words)
    for column in COLUMNS.values():
        if some := names.holding(column, phrase):
            yield Q(**{f"{column}__in": some})
    if LIKE_AN_ID.fullmatch(phrase):
        yield from _ways_of_an_id(phrase.lower())
    for hidden in found_by(phrase) if in_sql else ():
        yield Q(HIDES, binds__contains=hidden)


def _texts_of(term: Term, in_sql: bool) -> QuerySet[SqlText]:
    """The texts of which a term holds."""
    if term.qualifier in ("table", "column"):
        return SqlText.objects.filter(**{f"{term.qualifier}s__overlap": names.read(term)})
    return reduce(or_, (_holding(term.qualifier, each, in_sql) for each in term.means))


def _holding(qualifier: str, value: str, in_sql: bool) -> QuerySet[SqlText]:
    """The texts that hold this, anywhere or as a word."""
    if not in_sql:
        if qualifier == "word":
            raise NotASearch(NO_SQL)
        return SqlText.objects.filter(tables__contains=[value.upper()])
    if qualifier == "word":
        return SqlText.objects.alias(capitals=Upper("sql")).filter(capitals__regex=names.as_a_word(value.upper()))
    return SqlText.objects.filter(sql__icontains=value)


def of_texts(texts: QuerySet[SqlText]) -> Q:
    """Statements of these texts: by their keys as long as there are not too many."""
    keys = texts.values_list("pk", flat=True)
    some = list(keys[: MANY_TEXTS + 1])
    return Q(text_id__in=keys if len(some) > MANY_TEXTS else some)


def _not_of(texts: QuerySet[SqlText]) -> Q:
    """Statements of other texts: by the keys of those where they are the fewer."""
    others = list(SqlText.objects.exclude(pk__in=texts.values("pk")).values_list("pk", flat=True)[: MANY_TEXTS + 1])
    return ~of_texts(texts) if len(others) > MANY_TEXTS else Q(text_id__in=others)


def _states(term: Term) -> set[str]:
    """Those that it lets through, negated or not."""
    return set(State.values) - set(term.means) if term.negated else set(term.means)


def _ways_of_states(states: set[str]) -> Iterator[Q]:
    if ends := states - OPEN_STATES:
        yield Q(ending__status__in=sorted(ends))
    if some := states & OPEN_STATES:
        # All before this one have ended: without that, each month would be looked through for the few that have not.
        since = Mark.objects.filter(pk=TO_THE_END).values_list("value", flat=True).first()
        still = Q(ending__isnull=True) & (Q(pk__gte=UUID(since)) if since else ALL)
        yield still if some == OPEN_STATES else still & Q(submission__isnull=State.INTENDED in some)


def _measured(name: str, bounds: Bounds) -> Q:
    column = {"took": "ending__seconds", "rows": "ending__rows", "bytes": "bytes"}[name]
    found: dict[str, Any] = {}
    if bounds.least is not None:
        least = bounds.least if name == "took" else rounded(bounds.least, up=bounds.with_least)
        found[f"{column}__{'gte' if bounds.with_least else 'gt'}"] = least
    if bounds.most is not None:
        most = bounds.most if name == "took" else rounded(bounds.most, up=not bounds.with_most)
        found[f"{column}__{'lte' if bounds.with_most else 'lt'}"] = most
    return Q(pk__in=Usage.objects.filter(**found).values("pk")) if name == "bytes" else Q(**found)


def _among(span: Span) -> Q:
    return Q(pk__gte=key_at(span.start), pk__lt=key_at(span.end))


def key_at(moment: datetime) -> UUID:
    """The smallest key of that moment."""
    return first_id_at(moment.timestamp())


def _span_of(terms: list[Term]) -> tuple[Span, Q]:
    """From where to where the log has to be read, and what else is said of the time: one of several spans."""
    start, end, among = FIRST, LAST, ALL
    for term in terms:
        start = max(start, min(each.start for each in term.means))
        end = min(end, max(each.end for each in term.means))
        if len(term.means) > 1:
            among &= reduce(or_, (_among(each) for each in term.means))
    return Span(start, max(start, end)), among


def _ways_of_an_id(value: str) -> Iterable[Q]:
    try:
        identity = UUID(value)
    except ValueError:
        return [Q(submission__query_id__startswith=value)]
    return [Q(submission__query_id__startswith=value), Q(pk=identity), Q(press=identity)]


def _tagged(said: dict[str, str]) -> Q:
    if "statement" in said:
        return Q(pk=UUID(said["statement"]))
    return Q(**said)
