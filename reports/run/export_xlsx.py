"""A download as an Excel file: a first sheet on where it is from, then the rows, on as many sheets as they need."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from querylog.door import Stream
from reports.declare import Column
from reports.run.export_facts import Facts

MOST_ROWS = 1_048_575  # on a sheet, below its header
MOST_DIGITS = 10**15  # Excel keeps a number's first fifteen digits; an ID that has more is a text
FIRST_YEAR = 1900  # of Excel's calendar
AT_ONCE = 2_000  # rows that are Python's values at the same time
OPTIONS = {
    "constant_memory": True,  # a row is on disk when the next one begins
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "remove_timezone": True,
    "use_zip64": True,
}
Cell = Callable[[Worksheet, int, int, Any], object]


def write(path: Path, rows: Stream, *, columns: Sequence[Column], facts: Facts) -> None:
    """Write the file. What xlsxwriter needs in between stands in the same folder."""
    with xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)}) as book:
        about(book, facts.in_words())
        sheets = Sheets(book, [column.label for column in columns])
        for table in rows:
            sheets.add(_values(table, len(columns)))
            del table  # or it would be kept until the next one is there


def _values(table: pa.Table, width: int) -> Iterator[tuple[Any, ...]]:
    """The rows as Python's values."""
    for batch in table.select(range(width)).to_batches(max_chunksize=AT_ONCE):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


class Sheets:
    """The sheets of rows: a new one begins when one is full."""

    def __init__(self, book: xlsxwriter.Workbook, labels: Sequence[str], *, most: int = MOST_ROWS) -> None:
        self.book, self.labels, self.most = book, labels, most
        self.count = self.reached = 0
        self._bold = book.add_format({"bold": True})
        self._cells = _cells(book)
        self._begin()

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for row in rows:
            if self.reached == self.most:
                self._begin()
            self.reached += 1
            for place, value in enumerate(row):
                if value is not None:
                    self._cells.get(type(value), _text)(self.sheet, self.reached, place, value)

    def _begin(self) -> None:
        self.count, self.reached = self.count + 1, 0
        self.sheet = self.book.add_worksheet("Rows" if self.count == 1 else f"Rows {self.count}")
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, len(self.labels) - 1, 18)
        for place, label in enumerate(self.labels):
            self.sheet.write_string(0, place, label, self._bold)


def about(book: xlsxwriter.Workbook, facts: Iterable[tuple[str, str]]) -> None:
    """A first sheet that says where the rows are from: each fact with its name."""
    sheet, bold = book.add_worksheet("About"), book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    for place, (name, fact) in enumerate(facts):
        sheet.write_string(place, 0, name, bold)
        sheet.write_string(place, 1, fact, wrapped)


def _cells(book: xlsxwriter.Workbook) -> dict[type, Cell]:
    """How a value of each type is written; never as a formula or a link."""
    day, moment, clock = (
        book.add_format({"num_format": pattern}) for pattern in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss")
    )

    def dated(format: Any) -> Cell:
        def write(sheet: Worksheet, row: int, column: int, value: date) -> object:
            if value.year < FIRST_YEAR:
                return _text(sheet, row, column, value)
            return sheet.write_datetime(row, column, value, format)

        return write

    return {
        int: _whole,
        float: Worksheet.write_number,
        Decimal: Worksheet.write_number,
        bool: Worksheet.write_boolean,
        date: dated(day),
        datetime: dated(moment),
        time: lambda sheet, row, column, value: sheet.write_datetime(row, column, value, clock),
    }


def _whole(sheet: Worksheet, row: int, column: int, value: int) -> object:
    if abs(value) >= MOST_DIGITS:
        return sheet.write_string(row, column, str(value))
    return sheet.write_number(row, column, value)


def _text(sheet: Worksheet, row: int, column: int, value: Any) -> object:
    return sheet.write_string(row, column, value.hex() if isinstance(value, bytes) else str(value))
