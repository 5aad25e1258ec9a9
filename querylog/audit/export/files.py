"""Rows as CSV, Parquet or JSON Lines, a batch at a time; and back, for who checks such a file."""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from itertools import islice
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from querylog import csv_lines
from querylog.audit.export.rows import COLUMNS

IN_A_BATCH = 5_000
Row = dict[str, Any]


class Writer(Protocol):
    """Writes batches of rows to a file."""

    def write(self, rows: list[Row]) -> None: ...

    def close(self) -> None: ...


class Csv:
    """A line of names, then the rows. Lists are JSON; no text is one that a spreadsheet would run."""

    def __init__(self, file: IO[bytes], columns: list[str]) -> None:
        kinds = [(name, COLUMNS[name]) for name in columns]
        self._schema = pa.schema([(name, kind if _is_plain(kind) else pa.string()) for name, kind in kinds])
        self._texts = [name for name, kind in kinds if not _is_plain(kind)]
        self._file = file
        file.write(csv_lines.line(columns).encode())

    def write(self, rows: list[Row]) -> None:
        as_text = [{**row, **{name: _text(row[name]) for name in self._texts}} for row in rows]
        self._file.write(csv_lines.written(pa.RecordBatch.from_pylist(as_text, schema=self._schema)))

    def close(self) -> None:
        pass


class Parquet:
    """Each batch is a row group. Binds are JSON."""

    def __init__(self, file: IO[bytes], columns: list[str]) -> None:
        self._schema = pa.schema([(name, COLUMNS[name] or pa.string()) for name in columns])
        self._texts = [name for name in columns if COLUMNS[name] is None]
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, rows: list[Row]) -> None:
        as_text = [{**row, **{name: _text(row[name]) for name in self._texts}} for row in rows]
        self._writer.write_table(pa.Table.from_pylist(as_text, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


class JsonLines:
    """An object on each line; times as in ISO 8601, decimals as text."""

    def __init__(self, file: IO[bytes], columns: list[str]) -> None:
        self._file = file

    def write(self, rows: list[Row]) -> None:
        lines = [json.dumps(row, ensure_ascii=False, default=_as_json, separators=(",", ":")) for row in rows]
        self._file.write("".join(f"{line}\n" for line in lines).encode())

    def close(self) -> None:
        pass


def _is_plain(kind: pa.DataType | None) -> bool:
    """Whether CSV has it as it is."""
    return kind is not None and not pa.types.is_nested(kind) and not pa.types.is_decimal(kind)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, Decimal):
        return None if value is None else str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _as_json(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _read_csv(file: IO[bytes]) -> Iterator[list[Row]]:
    csv.field_size_limit(sys.maxsize)
    yield from _some(csv.DictReader(TextIOWrapper(file, encoding="utf-8", newline="")))


def _read_json_lines(file: IO[bytes]) -> Iterator[list[Row]]:
    yield from _some(json.loads(line) for line in file)


def _read_parquet(file: IO[bytes]) -> Iterator[list[Row]]:
    with TemporaryFile() as seekable:  # its index is at its end, and a zip can be read in one direction only
        copyfileobj(file, seekable)
        for batch in pq.ParquetFile(seekable).iter_batches(IN_A_BATCH):
            yield batch.to_pylist()


def _some(rows: Iterator[Any]) -> Iterator[list[Row]]:
    while some := list(islice(rows, IN_A_BATCH)):
        yield some


@dataclass(frozen=True, kw_only=True)
class Format:
    """A kind of file. `deflated` where it is not small by itself."""

    name: str
    writer: Callable[[IO[bytes], list[str]], Writer]
    read: Callable[[IO[bytes]], Iterator[list[Row]]]
    deflated: bool = True


FORMATS = {
    "csv": Format(name="CSV", writer=Csv, read=_read_csv),
    "parquet": Format(name="Parquet", writer=Parquet, read=_read_parquet, deflated=False),
    "jsonl": Format(name="JSON Lines", writer=JsonLines, read=_read_json_lines),
}


def as_read(rows: list[Row], format: Format, columns: list[str]) -> list[Row]:
    """These rows as who reads a file of this format has them."""
    file = BytesIO()
    writer = format.writer(file, columns)
    writer.write(rows)
    writer.close()
    file.seek(0)
    return [row for some in format.read(file) for row in some]
