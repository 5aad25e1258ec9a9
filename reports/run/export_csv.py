"""A download as CSV: two lines on where it is from, then the rows; streamed, and safe to open in a spreadsheet."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds
from pyarrow import csv

from querylog.door import Stream
from reports.declare import Column
from reports.run.export_facts import Facts

BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page
AT_ONCE = 5_000  # rows; what is written takes several times the room of what is read
# A text that begins so is a formula to a spreadsheet, and a formula can send the sheet's content away.
FORMULA = "^[=+\\-@\t\r\n＝＋－＠]"
NO_HEADER = csv.WriteOptions(include_header=False)


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


def line(cells: Sequence[str]) -> str:
    """These texts as one line of a file."""
    names = [str(place) for place in range(len(cells))]
    return written(pa.record_batch([pa.array([cell]) for cell in cells], names=names)).decode()


def written(batch: pa.RecordBatch) -> bytes:
    """The rows as lines. Texts are in quotes, whatever the separator of the spreadsheet that opens them."""
    sink = BytesIO()
    safe = [_safe(column) for column in batch.columns]
    csv.write_csv(pa.record_batch(safe, names=[str(place) for place in range(len(safe))]), sink, NO_HEADER)
    return sink.getvalue()


def _safe(column: pa.Array) -> pa.Array:
    """The column as it may stand in a file: no text that a spreadsheet would run, no zeros behind a second."""
    if kinds.is_timestamp(column.type):
        return pc.replace_substring_regex(column.cast(pa.string()), r"\.0+(Z?)$", r"\1")
    if kinds.is_string(column.type) or kinds.is_large_string(column.type):
        risky = pc.match_substring_regex(column, FORMULA)
        return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
    if kinds.is_binary(column.type):
        return pa.array([None if each is None else each.hex() for each in column.to_pylist()], pa.string())
    if kinds.is_nested(column.type):
        return _safe(pa.array([None if each is None else str(each) for each in column.to_pylist()], pa.string()))
    return column
