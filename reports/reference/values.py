"""The values that an option takes by name: kinds of filters, ways to compare, presets of dates, formats, grains."""

from collections.abc import Iterable
from datetime import date

from reports.declare import FORMATS, GRAINS, PRESETS, Kind, Match
from reports.declare.dates import in_words
from reports.declare.fields import TYPES
from reports.render import formats

MONDAY = date(2026, 11, 16)
_AMOUNT, _SHARE = 1234567.891, 0.1234
_GIVEN = {
    Kind.DATES: ('`{"preset": "last month"}`', '`"last month"`, `"2026-11-01..2026-11-15"`'),
    Kind.CHOICES: ('`["DELI", "PASTRY"]`', '`["DELI", "PASTRY"]`'),
    Kind.NUMBERS: ('`{"min": 5, "max": 10}`', '`"5..10"`, `"5.."`'),
    Kind.YES_NO: ("`True`", "`True`"),
}
_COMPARED = {
    Match.IS: "the column is one of the values",
    Match.IS_NOT: "it is none of the values; rows without a value stay, too",
    Match.CONTAINS: "one of the texts stands somewhere in it, in capitals or not",
    Match.STARTS: "it starts with one of the texts, in capitals or not",
}


def values() -> str:
    """The last chapter of the page."""
    return "\n".join(["## Values that have a name\n", _kinds(), _ways(), _presets(), _formats()])


def _kinds() -> str:
    rows = ((f"`{kind}`", ", ".join(TYPES[kind]), *_GIVEN[kind]) for kind in Kind)
    return f"""\
### Kinds of filters

The kind follows from the column's type, unless a Field says `kind`. A number that is a key, such as a store, is best
chosen from a list: `kind="multi-select"`.

{_table("kind", "for columns of type", "as a default", "in a test", rows=rows)}
On the command line a value is written as in a test: `--set "purchased_on=last month" --set department=DELI`.
"""


def _ways() -> str:
    return f"""\
### Ways to compare

In a multi-select people may choose how to compare. As a default: `{{"starts with": ["FRZN"]}}`; in a test:
`set(**{{"department:starts with": ["FRZN"]}})`. In every kind, `{{"empty": True}}` keeps only the rows without a value.

{_table("way", "a row stays when", rows=((f"`{each}`", _COMPARED[each]) for each in Match))}"""


def _presets() -> str:
    rows = ((f"`{name}`", in_words(*each.days(MONDAY)) or "every day") for name, each in PRESETS.items())
    return f"""\
### Presets of dates

They move with the calendar. Weeks are whole ones, from Monday to Sunday, and the last days are those that are over.

{_table("preset", f"on Monday, {in_words(MONDAY, MONDAY)}", rows=rows)}"""


def _formats() -> str:
    amounts = ((each, _SHARE if each == "percent" else _AMOUNT) for each in FORMATS)
    return f"""\
### Formats

{_table("format", "of", "is", rows=((f"`{each}`", str(n), formats.write(n, each)) for each, n in amounts))}
A Dimension of dates has a grain as its format: {", ".join(f"`{each}`" for each in GRAINS)}. Where its SQL is
`date_trunc`, or a column called like a grain, nothing need be said.
"""


def _table(*head: str, rows: Iterable[Iterable[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(each)} |\n" for each in lines)
