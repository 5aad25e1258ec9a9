"""Where is the caret in a search that is still being typed? Its last quote may be open and its last term unfinished."""

import re
from dataclasses import dataclass
from typing import Any

from querylog.audit.language import ESCAPE, QUALIFIED, QUOTE, SPACE

REST = re.compile(r"[^\s,]*")
REST_OF_A_QUALIFIER = re.compile(r"[a-z]*:(?!:)|[^\s,]*")  # its value stays
REST_IN_QUOTES = re.compile(r'(?:\\.|[^"\\])*"[^\s,]*', re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Caret:
    """What is being typed: a qualifier or text when `qualifier` is empty, or else one of its values.

    It stands from `start` to `end`, and `begun` is what of it is before the caret, without quotes.
    """

    start: int
    end: int
    begun: str
    qualifier: str = ""
    negated: bool = False


def caret_at(words: str, at: int) -> Caret:
    """What is typed there. A minus and a qualifier before a value stay as they are."""
    before, start = words[:at], 0
    while start < at:
        found, after, quoted = _term(before, start)
        if after >= at:
            form = REST_IN_QUOTES if quoted else REST if found["qualifier"] else REST_OF_A_QUALIFIER
            rest = form.match(words, at)
            return Caret(**found, end=rest.end() if rest else at)
        start = after + 1
    return Caret(start=at, end=at, begun="")


def _term(before: str, at: int) -> tuple[dict[str, Any], int, bool]:
    """The term that begins here, where it ends, and whether a quote is still open there."""
    negated = before[at : at + 1] == "-"
    at += negated
    named = QUALIFIED.match(before, at)
    at = start = named.end() if named else at
    begun, quoted = "", False
    while at < len(before) and (quoted or before[at] not in SPACE):
        letter = before[at]
        if letter == ESCAPE and quoted and at + 1 < len(before):
            at += 1
            begun += before[at]
        elif letter == QUOTE:
            quoted = not quoted
        elif letter == "," and named and not quoted:
            begun, start = "", at + 1
        else:
            begun += letter
        at += 1
    found = {"start": start, "begun": begun, "qualifier": named[1] if named else "", "negated": negated}
    return found, at, quoted
