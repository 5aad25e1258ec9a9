"""A whole report at once: one press of Refresh, waited for, and what every visual of the page then shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import pyarrow as pa
from django.conf import settings

from querylog import door
from querylog.door import Answer
from querylog.errors import StatementFailed
from querylog.models import State, Statement
from reports.compile import TablePage
from reports.compile.slices import TOTAL_ROWS
from reports.declare import Report, Table, Visual
from reports.declare.words import did_you_mean
from reports.render.drawn import Drawn, drawn
from reports.run import slices
from reports.run.models import Run
from reports.run.press import refresh
from reports.viewer import Viewer

Found = TypeVar("Found")


def answers(
    report: type[Report], form: Any, *, viewer: Viewer, limit: int | None = None, anew: bool = False
) -> "Answers":
    """The answers to this form; of a Table, the first `limit` rows, or all of them. Asked `anew`, no stored one serves.

    Raises InputError for a form that is wrong, and a PorticoError when a query can't be asked or fails.
    """
    run = refresh(report, form, viewer=viewer, anew=anew)
    for statement in run.sent:
        # Snowflake itself ends what takes longer.
        door.wait(statement, patience=settings.STATEMENT_TIMEOUT_SECONDS)
        if statement.state != State.FINISHED:
            raise StatementFailed(statement.error, query_id=statement.query_id)
    return Answers(report, run, viewer=viewer, limit=limit)


class ByName(Mapping[str, Found], Generic[Found]):
    """Something of each query and visual, found out when it is asked for, and once."""

    def __init__(self, names: Iterable[str], find: Callable[[str], Found], *, where: str) -> None:
        self._names, self._find, self._where = tuple(names), find, where
        self._found: dict[str, Found] = {}

    def __getitem__(self, name: str) -> Found:
        if name not in self._names:
            raise KeyError(f"{self._where} has no {name} here.{did_you_mean(name, self._names)}")
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Answers:
    """What one press gave, by the names of the report's queries and visuals: `rows["over_time"]`, `sql["buyers"]`.

    A visual asks its slice when something of it is looked at for the first time; the rows of a query are fetched so.
    `totals` says how many rows there are of a Table that is cut. `figures` has what is drawn: a Plotly figure, of a Kpi
    its texts, of an Audience its number, of a Pivot its grid; None where no rows are.
    """

    def __init__(self, report: type[Report], run: Run, *, viewer: Viewer, limit: int | None) -> None:
        self.report, self.run, self.summary = report, run, run.summary
        self._viewer, self._limit = viewer, limit
        self._sent = {part.name: statement for part, statement in run.parts()}
        names = [*self._sent, *report.visuals]
        not_in_rows = [name for name, each in report.visuals.items() if not isinstance(each, Table)]
        self._slices = self._by_name(report.visuals, self._slice)
        self.sql = self._by_name(names, lambda name: self._statement(name).sql)
        self.binds = self._by_name(names, lambda name: list(self._statement(name).binds))
        self.query_ids = self._by_name(names, lambda name: self._statement(name).query_id)
        self.rows = self._by_name(names, lambda name: _without_total(self._table(name)).to_pylist())
        self.totals = self._by_name(report.visuals, lambda name: _total(self._table(name)))
        self.figures = self._by_name(not_in_rows, lambda name: self._drawn(report.visuals[name]))

    def _by_name(self, names: Iterable[str], find: Callable[[str], Found]) -> ByName[Found]:
        return ByName(names, find, where=self.report.slug)

    def _slice(self, name: str) -> Answer:
        visual = self.report.visuals[name]
        page = TablePage(limit=self._limit) if isinstance(visual, Table) else None
        return slices.answer(visual, self.run, report=self.report, page=page, viewer=self._viewer, here=True)

    def _statement(self, name: str) -> Statement:
        return self._sent[name] if name in self._sent else self._slices[name].statement

    def _table(self, name: str) -> pa.Table:
        return door.fetch(self._sent[name]) if name in self._sent else self._slices[name].table

    def _drawn(self, visual: Visual) -> Drawn | None:
        table = self._table(visual.name)
        return drawn(visual, table, hidden=self.run.unpicked(visual)) if table.num_rows else None


def _total(table: pa.Table) -> int:
    """How many rows there are in all; of a Table, `limit` may have cut them."""
    counted = TOTAL_ROWS in table.column_names and table.num_rows
    return int(table.column(TOTAL_ROWS)[0].as_py()) if counted else int(table.num_rows)


def _without_total(table: pa.Table) -> pa.Table:
    """The rows of a Table without the column that counts them all."""
    return table.drop_columns([TOTAL_ROWS]) if TOTAL_ROWS in table.column_names else table
