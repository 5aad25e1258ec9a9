"""A visual's rows as a file: every row of its slice, on record in the log, with a word on where they are from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from django.utils import timezone

from querylog import door
from querylog.door import Purpose, Stream
from querylog.errors import PorticoError
from querylog.models import State, Statement
from reports import compile
from reports.compile import Pick, TablePage
from reports.declare import Forecast, Report, Table, Visual
from reports.run import export_csv, export_parquet, export_xlsx, forecasts
from reports.run.clock import today
from reports.run.export_columns import columns_of
from reports.run.export_facts import Facts, picked_in_words
from reports.run.models import Run
from reports.run.press import asker_for
from reports.viewer import Viewer

BLOCK = 1 << 16


class NotReady(PorticoError):
    """The run is still on its way, or has failed."""

    sentence = "This result is not there yet. Wait until the page shows it, then download it."


class NotFitted(NotReady):
    """A worker is at the forecast."""

    sentence = "This forecast is not there yet. Wait until the page shows it, then download it."


class NotOffered(PorticoError):
    """The report's author keeps this visual from being downloaded, or the format is none of ours."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A kind of file. `write` puts the rows into a file; without it they are `streamed` as they come."""

    content_type: str
    streamed: Callable[..., Iterator[bytes]] | None = None
    write: Callable[..., None] | None = None


FORMATS = {
    "csv": Format(content_type="text/csv; charset=utf-8", streamed=export_csv.pieces),
    "xlsx": Format(
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write=export_xlsx.write
    ),
    "parquet": Format(content_type="application/vnd.apache.parquet", write=export_parquet.write),
}


class Looked(Stream):
    """The rows of a forecast: those that were read, and those to come. They are few, and read at once."""

    def __init__(self, rows: Stream, visual: Forecast, run: Run) -> None:
        """Raises NotFitted while a worker is at it."""
        super().__init__(statement=rows.statement, rows=rows.rows)
        pieces = list(rows)
        read = pa.concat_tables(pieces) if pieces else rows.schema.empty_table()
        self.table = forecasts.extended(visual, read, run, here=False)
        told = forecasts.told_of(self.table)
        if told.waits_for:
            raise NotFitted
        self.words = told.words

    @property
    def schema(self) -> pa.Schema:
        return self.table.schema

    @property
    def total(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[pa.Table]:
        yield self.table


class Content:
    """The bytes of a file. Whoever has it closes it, read or not: until then it holds what they are read from."""

    def __init__(self, pieces: Iterator[bytes], held: ExitStack) -> None:
        self._held = held
        self._pieces = self._until_the_end(pieces)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._pieces.close()
        self._held.close()

    def _until_the_end(self, pieces: Iterator[bytes]) -> Any:
        # The end goes into the log before the file is whole: what can't be put on record breaks off.
        with self._held:
            yield from pieces


@dataclass(frozen=True, kw_only=True)
class Export:
    """A file for a browser, and where its rows are from; its size is known when it was made before it is sent."""

    name: str
    content_type: str
    content: Content
    statement: Statement
    rows: int
    size: int | None = None
    ids_sha256: str = ""  # of an audience: the digest of the CSV that the file holds


def export(
    visual: Visual, run: Run, *, report: type[Report], picks: Iterable[Pick] = (), viewer: Viewer, format: str
) -> Export:
    """All rows that this visual shows of that run, under these picks, as a file.

    Raises NotOffered, NotReady, InputError for picks that mean nothing, and what the door raises.
    """
    kind = FORMATS.get(format)
    if kind is None:
        raise NotOffered(f"There is no download as {format!r}. Choose one of {', '.join(FORMATS)}.")
    if not getattr(visual, "download", True):
        raise NotOffered(f"“{visual.title}” is not for download. Ask the owner of the report, {report.owner}.")
    base, chosen = base_of(visual, run), tuple(picks)
    # All rows of a table; what is drawn has no pages, and keeps the order in which it is drawn.
    page = TablePage(limit=None) if isinstance(visual, Table) else None
    asked = compile.slice(visual, base.query_id, chosen, page=page)
    with ExitStack() as held:
        rows = held.enter_context(
            door.stream(
                asked.sql,
                asked.binds,
                asker=asker_for(viewer, report),
                purpose=Purpose.EXPORT,
                press=run.pk,
                parent=base,
                part=visual.name,
            )
        )
        told = ""
        if isinstance(visual, Forecast):
            rows = Looked(rows, visual, run)
            told = rows.words
        facts = _facts(visual, run, report=report, picks=chosen, base=base, rows=rows, told=told)
        name = f"{report.slug}_{visual.name}_{today():%Y-%m-%d}.{format}"
        if kind.streamed:
            pieces = kind.streamed(rows, columns=columns_of(visual), facts=facts)
            content, size = Content(pieces, held.pop_all()), None
        else:
            content, size = _made(kind, rows, columns=columns_of(visual), facts=facts)
    return Export(
        name=name,
        content_type=kind.content_type,
        content=content,
        statement=rows.statement,
        rows=rows.total,
        size=size,
    )


def base_of(visual: Visual, run: Run) -> Statement:
    """The base statement whose result this visual reads, once that is there."""
    base = door.look(run.base(visual.query))
    if base.state != State.FINISHED:
        raise NotReady
    return base


def _facts(
    visual: Visual, run: Run, *, report: type[Report], picks: Sequence[Pick], base: Statement, rows: Stream, told: str
) -> Facts:
    return Facts(
        report=report.title,
        visual=visual.title,
        filters=" · ".join([run.summary, *picked_in_words(visual, picks), *([told] if told else [])]),
        run_at=timezone.localtime(run.started_at),
        query_id=base.query_id,
        own_query_id=rows.query_id,
        rows=rows.total,
    )


def _made(kind: Format, rows: Stream, **how: Any) -> tuple[Content, int | None]:
    """The file's content and size. It has no name any more when this returns, so nothing can leave it behind."""
    assert kind.write is not None  # noqa: S101 - a format streams or writes
    with TemporaryDirectory(prefix="portico-download-") as folder:
        path = Path(folder) / "file"
        kind.write(path, rows, **how)
        size = path.stat().st_size
        with ExitStack() as held:
            file = held.enter_context(path.open("rb"))
            return Content(iter(lambda: file.read(BLOCK), b""), held.pop_all()), size
