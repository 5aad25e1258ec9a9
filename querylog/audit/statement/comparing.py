"""Two statements side by side: their SQL line by line, their values, and what else differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from querylog.audit.statement.highlight import highlighted, readable
from querylog.audit.statement.origin import origin_of
from querylog.audit.statement.tree import whole
from querylog.models import Statement, Usage
from querylog.sensitive import is_hidden, shown

CONTEXT = 3  # equal lines that stay around a difference
MOST_LINES = 4_000  # of one text: beyond, comparing would take too long
MOST_VALUES = 500


class NotFound(Exception):
    """No statement is meant by what was given; the sentence says so."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the comparison: "same", "changed", "gone", "new", or "skipped" with how many equal lines."""

    how: str
    left: SafeString | None = None
    right: SafeString | None = None
    left_number: int | None = None
    right_number: int | None = None
    skipped: int = 0


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One fact or value of both."""

    name: str
    left: Any
    right: Any
    differs: bool


def meant(words: str) -> Statement:
    """The statement with this ID or query ID. Raises NotFound."""
    words = words.replace("\0", "").strip().lower()
    try:
        identity = UUID(words)
    except ValueError:
        raise NotFound(
            f"“{words[:60]}” is neither the ID of a statement nor a query ID. Both look like "
            "01c2f0aa-0000-7000-8000-000000000000; copy one from the page of a statement."
        ) from None
    found = whole().filter(pk=identity).first() or whole().filter(submission__query_id=words).first()
    if found is None:
        raise NotFound(f"The log has no statement with the ID or query ID {words}. Check it, or search for it.")
    return found


def lines_of(left: Statement, right: Statement, *, all_lines: bool) -> list[Line] | None:
    """The SQL of both, line by line; None where one is too long for that."""
    texts = [readable(each.sql) for each in (left, right)]
    lines = [text.split("\n") for text in texts]
    if max(map(len, lines)) > MOST_LINES:
        return None
    coloured = [_coloured(text) for text in texts]
    compared = list(_compared(lines[0], lines[1], coloured[0], coloured[1]))
    return compared if all_lines else list(_shortened(compared))


def _coloured(text: str) -> list[SafeString]:
    """Each line in colours. A text or a comment over several lines is one span: it is coloured line by line instead."""
    whole_text = highlighted(text).split("\n")
    broken = any(line.count("<span") != line.count("</span>") for line in whole_text)
    return [highlighted(line) for line in text.split("\n")] if broken else [SafeString(line) for line in whole_text]


def _compared(
    left: list[str], right: list[str], in_colours: Sequence[SafeString], others: Sequence[SafeString]
) -> Iterator[Line]:
    for how, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for mine, theirs in zip_longest(range(a, b), range(c, d)):
            yield Line(
                how="new" if mine is None else "gone" if theirs is None else "same" if how == "equal" else "changed",
                left=None if mine is None else in_colours[mine],
                right=None if theirs is None else others[theirs],
                left_number=None if mine is None else mine + 1,
                right_number=None if theirs is None else theirs + 1,
            )


def _shortened(lines: list[Line]) -> Iterator[Line]:
    """Only the lines around differences; what is left out is counted."""
    near = {at + step for at, line in enumerate(lines) if line.how != "same" for step in range(-CONTEXT, CONTEXT + 1)}
    skipped = 0
    for at, line in enumerate(lines):
        if at in near:
            if skipped:
                yield Line(how="skipped", skipped=skipped)
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield Line(how="skipped", skipped=skipped)


def values_of(left: Statement, right: Statement) -> tuple[list[Pair], int]:
    """The bound values of both in their order, and how many more there are."""
    both = list(zip_longest(left.binds, right.binds, fillvalue=_Missing()))
    pairs = [
        Pair(name=str(number), left=_value(mine), right=_value(theirs), differs=mine != theirs)
        for number, (mine, theirs) in enumerate(both[:MOST_VALUES], start=1)
    ]
    return pairs, max(len(both) - MOST_VALUES, 0)


class _Missing:
    """Stands for a value that only the other one has."""


def _value(value: Any) -> str:
    if isinstance(value, _Missing):
        return "–"
    if value is None:
        return "null"
    return str(shown(value)) if is_hidden(value) else str(value)


def facts_of(left: Statement, right: Statement) -> list[Pair]:
    """What else is known of both, and whether it differs."""
    sizes = dict(Usage.objects.filter(pk__in=[left.pk, right.pk]).values_list("pk", "bytes"))
    sides = [_facts(each, sizes.get(each.pk)) for each in (left, right)]
    return [
        Pair(name=name, left=sides[0][name], right=sides[1][name], differs=sides[0][name] != sides[1][name])
        for name in sides[0]
    ]


def _facts(statement: Statement, size: int | None) -> dict[str, str]:
    origin = origin_of(statement)
    return {
        "Asked at": f"{statement.intended_at:%-d %b %Y %H:%M:%S}",
        "Asked by": statement.asked_by_name,
        "Team": statement.team,
        "From": origin.address,
        "Report": statement.report,
        "Version": origin.version[:12],
        "Filters": origin.filters,
        "Part": statement.part,
        "Purpose": str(statement.purpose),
        "Reads": ", ".join(statement.text.tables),
        "State": statement.state,
        "Rows": "" if statement.rows is None else f"{statement.rows:,}",
        "Seconds": "" if statement.seconds is None else f"{statement.seconds:.3f}",
        "Bytes": "" if size is None else f"{size:,}",
        "Error": statement.error,
    }
