"""A forecast's rows: those that were measured, those that are to come, and what is to be said of them."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from reports.compile import TablePage
from reports.compile.slices import TOTAL_ROWS
from reports.compile.template import expression
from reports.compile.written import parts_used
from reports.declare import ENDS, WHAT, DateRange, Filters, Forecast, Inputs, Number
from reports.forecast import GRAINS, NoForecast, Outlook, Series, series_of
from reports.forecast.series import Bounds
from reports.forecast.words import sentences
from reports.render.figures.axes import written
from reports.render.figures.columns import floats, is_date
from reports.render.figures.forecast import FORECAST, MEASURED, NOT_WHOLE
from reports.run.fitting import key_of, outlook_of
from reports.run.models import Run

_TOLD = b"forecast"
FITTING = "A worker fits the forecast. It comes by itself."
NO_DATES = "A forecast needs days, weeks, months, quarters or years along x. What was measured is drawn."


@dataclass(frozen=True, kw_only=True)
class Told:
    """What stands below the chart; and the key of the forecast, while it is waited for."""

    words: str = ""
    waits_for: str = ""


def told_of(table: pa.Table) -> Told:
    """What there is to be said of these rows."""
    kept = (table.schema.metadata or {}).get(_TOLD)
    return Told(**json.loads(kept)) if kept else Told()


def extended(visual: Forecast, table: pa.Table, run: Run, *, here: bool) -> pa.Table:
    """The slice's rows with the columns of `told_columns`, those to come below them, and Told in its metadata."""
    inputs = run.inputs(visual.report)
    horizon, series = _horizon(visual, inputs), None
    try:
        series = _series(visual, table, inputs, run) if table.num_rows else None
        outlook = outlook_of(series, horizon, here=here) if series else None
    except NoForecast as why:
        return _with_told(_measured(table, ()), Told(words=str(why)))
    left_out = series.left_out if series else ()
    if series is None or outlook is None:
        told = Told(words=FITTING, waits_for=key_of(series, horizon)) if series else Told()
        return _with_told(_measured(table, left_out), told)
    rows = pa.concat_tables([_measured(table, left_out), _to_come(table, series, outlook)])
    return _with_told(rows, Told(words=sentences(series, outlook)))


def paged(visual: Forecast, table: pa.Table, page: TablePage) -> pa.Table:
    """A page of these rows as a grid asks for it, in time's order without a wish, with TOTAL_ROWS at the end."""
    names = [each.alias for each in visual.told_columns]
    rows = table
    if page.sort in names:
        place, way = names.index(page.sort), "descending" if page.descending else "ascending"
        rows = table.take(pc.array_sort_indices(table.column(place).combine_chunks(), order=way))
    first = page.offset if isinstance(page.offset, int) and 0 <= page.offset <= table.num_rows else 0
    total = pa.array([table.num_rows] * table.num_rows, pa.int64())
    rows = rows.append_column(TOTAL_ROWS, total)
    return rows.slice(first, page.limit if isinstance(page.limit, int) else None)


def _horizon(visual: Forecast, inputs: Inputs) -> int:
    given = visual.horizon
    return min(max(int(inputs.setting(given)), 1), 500) if isinstance(given, Number) else given


def _series(visual: Forecast, table: pa.Table, inputs: Inputs, run: Run) -> Series:
    """What was measured, as models read it."""
    x, y = table.column(0), floats(table.column(1))
    grain = written(visual.dimensions[0], x) if is_date(x.type) else ""
    days = [_day(each) for each in x.to_pylist()]
    if grain not in GRAINS or days.count(None) > x.null_count:
        raise NoForecast(NO_DATES)
    bounds = _bounds(visual, inputs, run.day)
    adds_up = isinstance(expression(visual.measures[0].sql), exp.Sum | exp.Count | exp.CountIf)
    return series_of(list(zip(days, y.to_pylist(), strict=True)), grain, bounds=bounds, adds_up=adds_up)


def _day(value: Any) -> date | None:
    """The day of a value along x; None for a time of day, which no period of days begins with."""
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else None
    return value if isinstance(value, date) else None


def _bounds(visual: Forecast, inputs: Inputs, today: date) -> Bounds:
    """The days that this query was asked for, as narrow as all of its date ranges make them."""
    used = set(parts_used(visual.query, inputs))
    ranges = [
        each.value
        for each in inputs.chosen
        if each.part in used
        and isinstance(inputs.report.parts[each.part], Filters)
        and isinstance(each.value, DateRange)
    ]
    first = max((each.first for each in ranges if each.first), default=None)
    last = min((each.last for each in ranges if each.last), default=None)
    return Bounds(today=today, first=first, last=last)


def _measured(table: pa.Table, left_out: tuple[str, ...]) -> pa.Table:
    """The measured rows, with nothing in the columns of those to come."""
    what = [NOT_WHOLE if _iso(each) in left_out else MEASURED for each in table.column(0).to_pylist()]
    columns = [table.column(0), floats(table.column(1)), pa.array(what, pa.string())]
    columns += [pa.nulls(table.num_rows, pa.float64()) for _ in ENDS]
    return pa.table(columns, names=[*table.column_names[:2], WHAT, *ENDS])


def _to_come(table: pa.Table, series: Series, outlook: Outlook) -> pa.Table:
    """The rows that the forecast adds."""
    days = series.starts(len(series.values), len(outlook.steps))
    steps = [asdict(each) for each in outlook.steps]
    ends = {alias: pa.array([each[alias.lower()] for each in steps], pa.float64()) for alias in ENDS}
    moments = pc.cast(pa.array(days, pa.date32()), table.column(0).type)
    means = pa.array([each["mean"] for each in steps], pa.float64())
    what = pa.array([FORECAST] * len(steps), pa.string())
    return pa.table([moments, means, what, *ends.values()], names=[*table.column_names[:2], WHAT, *ENDS])


def _iso(value: Any) -> str:
    day = _day(value)
    return day.isoformat() if day else ""


def _with_told(table: pa.Table, told: Told) -> pa.Table:
    return table.replace_schema_metadata({_TOLD: json.dumps(asdict(told))})
