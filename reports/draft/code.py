"""The code of a drafted report: a filter for each likely column, one query, figures, a line, bars, a table."""

import json
import keyword
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import reports
from reports.declare.words import plural, spoken
from reports.draft.guess import Guess, is_money

MOST_FILTERS, MOST_FIGURES, MOST_GROUPS = 5, 4, 2
ROWS = "row_count"
WIDTH = 120


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A report on `table` that is to be called `slug`; `code` is the text of its file."""

    slug: str
    table: str
    guess: Guess
    owner: str
    area: str

    @property
    def code(self) -> str:
        """A sound report file, formatted as `make check` wants it."""
        return "\n".join([*self._head, "", *self._filters, *self._query, "", *self._visuals, ""])

    @cached_property
    def _class_name(self) -> str:
        name = "".join(word.capitalize() for word in self.slug.split("-"))
        return f"{name}Report" if name in reports.__all__ or keyword.iskeyword(name) else name

    @property
    def _head(self) -> list[str]:
        title = spoken(self.slug.replace("-", "_"))
        used = [each for each in sorted(reports.__all__) if any(f"{each}(" in line for line in self._body)]
        return [
            _text(f"{title}: a first draft, from the columns of {self.table}.", quotes='"""'),
            "",
            f"from reports import {', '.join(sorted([*used, 'Report']))}",
            "",
            "",
            f"class {self._class_name}(Report):",
            _text(self._question, quotes='"""', indent=4),
            "",
            f"    owner = {_text(self.owner)}",
            f"    area = {_text(self.area)}",
            f"    tags = [{_text(self.table.split('.')[-1].lower().replace('_', ' '))}]",
        ]

    @property
    def _body(self) -> list[str]:
        return [*self._filters, *self._query, *self._visuals]

    @property
    def _question(self) -> str:
        measured = spoken(self._amounts[0]).lower() if self._amounts else "the number of rows"
        groups = plural(self._groups[0]).lower() if self._groups else ""
        if self.guess.day:
            return f"How does {measured} develop{f', and which {groups} stand out' if groups else ''}?"
        return f"Which {groups} stand out in {measured}?" if groups else f"How much is there in {self.table}?"

    @property
    def _filters(self) -> list[str]:
        fields = [self.guess.day] if self.guess.day else []
        fields += self.guess.groups[:MOST_FILTERS]
        listed = f"[{', '.join(map(_text, fields))}]"
        return [*_call("filters = Filters", [_text(self.table), listed]), ""] if fields else []

    @property
    def _query(self) -> list[str]:
        week = [f"date_trunc('week', {self.guess.day}) as week"] if self.guess.day else []
        by = [*week, *self._groups, *self._keys]
        measures = [f"count(*) as {ROWS}", *(f"sum({each}) as {each}" for each in self._amounts)]
        select = [f"select {', '.join(by)}{',' if by else ''}"] if by else []
        indent = " " * 7 if by else "select "
        where = ["where {filters}"] if self._filters else []
        lines = [
            *select,
            f"{indent}{', '.join(measures)}",
            f"from {self.table}",
            *where,
            *(["group by all"] if by else []),
        ]
        return ["    found = Query(", '        """', *(f"        {line}" for line in lines), '        """', "    )"]

    @property
    def _visuals(self) -> list[str]:
        y = f"sum({self._amounts[0]})" if self._amounts else f"sum({ROWS})"
        named = spoken(self._amounts[0]) if self._amounts else "Rows"
        style = self._format(self._amounts[0]) if self._amounts else ['format="count"']
        by = self._groups or self._keys
        lines = self._figures
        if self.guess.day:
            lines += _call(
                "over_time = Line", [_text(f"{named} by week"), "found", 'x="week"', f"y={_text(y)}", *style]
            )
        if self._groups:
            bar = [_text(plural(by[0])), "found", f"x={_text(by[0])}", f"y={_text(y)}", "top=10", "horizontal=True"]
            lines += _call("largest = Bar", [*bar, *style])
        if by:
            values = [*(f"sum({each})" for each in self._amounts), f"sum({ROWS})"]
            rows = f"rows=[{', '.join(map(_text, by))}]"
            told = [_text(f"{plural(by[0])} in figures"), "found", rows, f"values=[{', '.join(map(_text, values))}]"]
            lines += _call("detail = Table", told)
        return lines

    @property
    def _figures(self) -> list[str]:
        kpis = [[_text(spoken(each)), "found", _text(f"sum({each})"), *self._format(each)] for each in self._amounts]
        kpis += [[_text(plural(each)), "found", _text(f"count(distinct {each})")] for each in self._keys]
        kpis.append(['"Rows"', "found", _text(f"sum({ROWS})"), 'format="count"'])
        shown = [f"        Kpi({', '.join(each)})," for each in kpis[:MOST_FIGURES]]
        return ["    headline = Row(", *shown, "    )"]

    @property
    def _amounts(self) -> tuple[str, ...]:
        return self.guess.amounts[:2]

    @property
    def _groups(self) -> tuple[str, ...]:
        return self.guess.groups[:MOST_GROUPS]

    @property
    def _keys(self) -> tuple[str, ...]:
        """To count them, they have to be in the result; where nothing else is to group by, two."""
        return self.guess.keys[: 1 if self._groups else 2]

    def _format(self, amount: str) -> list[str]:
        return ['format="money"'] if is_money(amount) else []


def _text(text: str, *, quotes: str = "", indent: int = 0) -> str:
    """The text as Python has it."""
    return " " * indent + (f"{quotes}{text}{quotes}" if quotes else json.dumps(text, ensure_ascii=False))


def _call(start: str, arguments: Sequence[str]) -> list[str]:
    """A call in a class: on one line, or with its arguments on one, or each on its own."""
    listed = ", ".join(arguments)
    if len(f"    {start}({listed})") <= WIDTH:
        return [f"    {start}({listed})"]
    inner = [f"        {listed}"] if len(listed) + 8 <= WIDTH else [f"        {each}," for each in arguments]
    return [f"    {start}(", *inner, "    )"]
