"""The review as a file, as CSV or for Excel: written to disk as its lines come, so that it may be of any length."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pyarrow as pa
import xlsxwriter
from django.utils import timezone

from portal.review.asked import Asked
from portal.review.lines import COLUMNS, Line, lines_of
from reports.run import export_csv, export_xlsx

Write = Callable[[Path, Iterable[list[Line]], list[tuple[str, str]]], int]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file that has no name any more: it is gone when it is closed."""

    file: BinaryIO
    size: int
    rows: int
    sha256: str


def make(format: str, asked: Asked, *, by: str) -> Made:
    """The whole file, with its digest."""
    facts = [
        ("What", "Access review: who may open which report"),
        ("Filters", asked.in_words),
        ("Made at", f"{timezone.now():%Y-%m-%d %H:%M:%S %Z}"),
        ("Made by", by),
    ]
    with TemporaryDirectory(prefix="portico-review-") as folder:
        path = Path(folder) / "file"
        rows = FORMATS[format](path, lines_of(asked), facts)
        file = path.open("rb")
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        return Made(file=file, size=path.stat().st_size, rows=rows, sha256=digest)


def _csv(path: Path, lines: Iterable[list[Line]], facts: list[tuple[str, str]]) -> int:
    """Two lines on where it is from, then the lines under their names; comes back with how many those are."""
    said, count = dict(facts), 0
    with path.open("wb") as file:
        head = [f"# {said['What']}: {said['Filters']}"], [f"# Made at {said['Made at']} by {said['Made by']}"]
        file.write((export_csv.BOM + "".join(map(export_csv.line, [*head, list(COLUMNS)]))).encode())
        for some in lines:
            columns = zip(*some, strict=True)
            arrays = [pa.array(list(column), kind) for column, kind in zip(columns, COLUMNS.values(), strict=True)]
            file.write(export_csv.written(pa.record_batch(arrays, names=list(COLUMNS))))
            count += len(some)
    return count


def _xlsx(path: Path, lines: Iterable[list[Line]], facts: list[tuple[str, str]]) -> int:
    """A sheet on where it is from, then the lines; comes back with how many those are."""
    count = 0
    with xlsxwriter.Workbook(str(path), {**export_xlsx.OPTIONS, "tmpdir": str(path.parent)}) as book:
        export_xlsx.about(book, facts)
        sheets = export_xlsx.Sheets(book, list(COLUMNS))
        for some in lines:
            sheets.add(some)
            count += len(some)
    return count


FORMATS: dict[str, Write] = {"csv": _csv, "xlsx": _xlsx}
