"""A download as CSV: two lines on where it is from, then the rows; streamed, and safe to open in a spreadsheet."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from querylog.csv_lines import line as line
from querylog.csv_lines import written as written
from querylog.door import Stream
from reports.declare import Column
from reports.run.export_facts import Facts

BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page
AT_ONCE = 5_000  # rows; what is written takes several times the room of what is read


def pieces(rows: Stream, *, columns: Sequence[Column], facts: Facts) -> Iterator[bytes]:
    """The file, piece by piece."""
    yield (BOM + _head(facts) + line([column.label for column in columns])).encode()
    for table in rows:
        yield from _lines(table, len(columns))
        del table  # or it would be kept until the next one is there


def bare(rows: Stream, *, columns: Sequence[Column]) -> Iterator[bytes]:
    """The file for a program: the names of the columns, then the rows, and nothing else."""
    yield line([column.alias.lower() for column in columns]).encode()
    for table in rows:
        yield from _lines(table, len(columns))
        del table


def _lines(table: pa.Table, width: int) -> Iterator[bytes]:
    for batch in table.select(range(width)).to_batches(max_chunksize=AT_ONCE):
        yield written(batch)


def _head(facts: Facts) -> str:
    """Two lines of one cell each, so that `skiprows=2` is enough for a program."""
    what = f"# {facts.report} – {facts.visual}: {facts.filters}"
    where = f"# Run at {facts.run_at:%Y-%m-%d %H:%M:%S %Z}, query ID {facts.query_id}, {facts.rows:,} rows"
    return line([" ".join(what.split())]) + line([where])
