"""Rows as lines of CSV that are safe to open in a spreadsheet."""

from collections.abc import Sequence
from io import BytesIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds
from pyarrow import csv

# A text that begins so is a formula to a spreadsheet, and a formula can send the sheet's content away.
FORMULA = "^[=+\\-@\t\r\n＝＋－＠]"
NO_HEADER = csv.WriteOptions(include_header=False)


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
