"""What may stand where someone types in the search line: qualifiers, their values, and the searches that are saved."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from querylog.audit import names, saved
from querylog.audit.caret import Caret, caret_at
from querylog.audit.conditions import COLUMNS
from querylog.audit.guard import may_audit
from querylog.audit.language import LONGEST, quoted
from querylog.audit.qualifiers import QUALIFIERS, Qualifier

MOST = 14  # so all qualifiers are in sight
IN_TEXTS = {"table": "tables", "column": "columns"}
MOST_OF_A_KIND = 3  # people, teams, reports, where no qualifier says which
EXAMPLES = {
    "took": {">1s": "more than a second", ">5s": "more than 5 seconds", ">1m": "more than a minute"},
    "rows": {"0": "none at all", ">1k": "more than a thousand", ">1m": "more than a million"},
    "bytes": {">100mb": "more than 100 megabytes", ">1gb": "more than a gigabyte", ">10gb": "more than 10 gigabytes"},
}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A way to go on: `text` takes the place of what is typed. With `to`, it is a page to go to instead."""

    text: str
    help: str = ""
    to: str = ""


@require_GET
@login_required
@may_audit(recorded=False)
def completions(request: HttpRequest) -> JsonResponse:
    """What fits at the place `at` of the search `q`, in characters: from where to where it would stand, and a hint."""
    words = request.GET.get("q", "")[:LONGEST].replace("\0", " ")
    caret = caret_at(words, _place(request.GET.get("at", ""), len(words)))
    qualifier = QUALIFIERS.get(caret.qualifier)
    found = _values(caret, qualifier) if caret.qualifier else _beginnings(caret, request.user)
    hint = f"{qualifier.help}, such as {qualifier.example}" if qualifier else ""
    offers = [asdict(offer) for offer in islice(found, MOST)]
    return JsonResponse({"from": caret.start, "to": caret.end, "hint": hint, "offers": offers})


def _place(given: str, last: int) -> int:
    return min(int(given), last) if given.isascii() and given.isdecimal() and len(given) < 10 else last


def _beginnings(caret: Caret, user: Any) -> Iterator[Offer]:
    """Of a term: a qualifier, somebody or something by name, or a search that was saved."""
    helps = {name: each.help for name, each in QUALIFIERS.items()}
    for name in _matching(helps, caret.begun, helps):
        yield Offer(text=f"{name}:", help=helps[name])
    if len(caret.begun) < 2:
        return
    for qualifier in COLUMNS:
        for name in islice(_matching(_known(qualifier), caret.begun), MOST_OF_A_KIND):
            yield Offer(text=f"{qualifier}:{quoted(name)}")
    if not caret.negated:
        for search in saved.named(caret.begun, user)[:MOST_OF_A_KIND]:
            yield Offer(text=search.name, help=f"saved: {search.words}", to=saved.address_of(search))


def _values(caret: Caret, qualifier: Qualifier | None) -> Iterator[Offer]:
    """Of a qualifier: those that it can have, that the log has, or that show how one is written."""
    if qualifier is None:
        return
    helps = _days() if qualifier.name == "on" else EXAMPLES.get(qualifier.name, {})
    for value in _matching(qualifier.values or list(helps) or _known(qualifier.name), caret.begun, helps):
        yield Offer(text=quoted(value), help=helps.get(value, ""))


def _known(qualifier: str) -> list[str]:
    """What the log has of it, by name."""
    if qualifier in COLUMNS:
        return names.of_statements(COLUMNS[qualifier])
    return names.of_texts(IN_TEXTS[qualifier]) if qualifier in IN_TEXTS else []


def _days() -> dict[str, str]:
    today = timezone.now()
    last_month = today.replace(day=1) - timedelta(days=1)
    return {
        "today": "since midnight, in UTC",
        "yesterday": "the day before",
        "7d": "last 7 days",
        f"{today:%Y-%m}": f"this month, {today:%B}",
        f"{last_month:%Y-%m}": f"last month, {last_month:%B}",
    }


def _matching(values: Iterable[str], begun: str, helps: dict[str, str] | None = None) -> Iterator[str]:
    """Those that begin so, then those with a word or a part that does, then those that hold it or are told with it."""
    sought = begun.casefold()
    inside = re.compile(rf"(?<![^\W_]){re.escape(sought)}")
    ranks: tuple[list[str], ...] = ([], [], [])
    for value in values:
        folded = value.casefold()
        if folded.startswith(sought):
            ranks[0].append(value)
        elif inside.search(folded):
            ranks[1].append(value)
        elif sought in folded or (helps and len(sought) > 2 and inside.search(helps[value].casefold())):
            ranks[2].append(value)
    for rank in ranks:
        yield from rank
