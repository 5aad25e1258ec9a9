"""A zip with the rows of a search and a manifest of them, made as it is read: never whole in memory."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from querylog import seals
from querylog.audit.export.coverage import Coverage
from querylog.audit.export.files import FORMATS, IN_A_BATCH
from querylog.audit.export.rows import columns_for, flat
from querylog.audit.language import Search
from querylog.audit.search import each_page
from querylog.errors import PorticoError
from querylog.ids import new_id
from querylog.models import Seal, Statement

MANIFEST = "manifest.json"
FORM = 1
NO_SQL = "Whoever made this file may not see SQL: it has no SQL text and no bound values."
MORE = "The search finds more, and one file has {most:,} rows at most. Search for what is older to go on."


class Sink:
    """What a zip is written to and read from; nobody can go back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class Counted:
    """A file in the zip, with its digest and its size so far."""

    closed = False

    def __init__(self, file: Any) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), 0

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._digest.update(piece)
        self.size += len(piece)
        self._file.write(piece)
        return len(piece)

    def tell(self) -> int:
        return self.size

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Archive:
    """The file of one search, for one person. Its first rows are looked for at once: a search may not be readable."""

    def __init__(self, search: Search, format: str, *, in_sql: bool, by: str) -> None:
        """Raises NotASearch."""
        self.id, self.rows, self._by, self._at = new_id(), 0, by, timezone.now()
        self._search, self._format, self._in_sql = search, format, in_sql
        self._columns = columns_for(in_sql=in_sql)
        self._seal()
        self._settled, self._upto = _settled(), _last_seal()
        self._newest = self._oldest = ""
        self._more, self.data_sha256 = False, ""
        pages = each_page(search, in_sql=in_sql, size=IN_A_BATCH)
        first = next(pages, [])
        self._pages = chain([first], pages)

    @property
    def name(self) -> str:
        return f"audit_{self._at:%Y-%m-%d_%H%M}.zip"

    @property
    def data_name(self) -> str:
        return f"statements.{self._format}"

    def pieces(self) -> Iterator[bytes]:
        """The zip, piece by piece: the rows, then the manifest, which knows their digest."""
        sink, coverage = Sink(), Coverage(self._upto)
        format = FORMATS[self._format]
        with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]  # it needs no more than to write
            info = _entry(self.data_name, self._at, ZIP_DEFLATED if format.deflated else ZIP_STORED)
            with archive.open(info, "w", force_zip64=True) as entry:
                file = Counted(entry)
                # It is closed here also when its reader goes away: after the file around it, that would fail.
                with closing(format.writer(file, self._columns)) as writer:  # type: ignore[arg-type]  # it only writes
                    for statements in self._limited():
                        writer.write([flat(each, self._columns) for each in statements])
                        for each in statements:
                            coverage.add(each)
                        yield sink.taken()
            self.data_sha256 = file.sha256
            manifest = self._manifest(file, coverage)
            archive.writestr(_entry(MANIFEST, self._at, ZIP_DEFLATED), json.dumps(manifest, indent=1).encode())
        yield sink.taken()

    def _limited(self) -> Iterator[list[Statement]]:
        for page in self._pages:
            statements = page[: settings.LOG_EXPORT_ROWS - self.rows]
            self._more = len(statements) < len(page)
            if statements:
                self._newest = self._newest or str(statements[0].pk)
                self._oldest = str(statements[-1].pk)
                self.rows += len(statements)
                yield statements
            if self._more:
                return

    def _manifest(self, file: Counted, coverage: Coverage) -> dict[str, Any]:
        notes = [NO_SQL] if not self._in_sql else []
        notes += [MORE.format(most=settings.LOG_EXPORT_ROWS)] if self._more else []
        return {
            "product": "Portico",
            "form": FORM,
            "export": str(self.id),
            "by": self._by,
            "at": self._at.isoformat(),
            "search": str(self._search),
            "file": self.data_name,
            "format": self._format,
            "columns": self._columns,
            "rows": self.rows,
            "bytes": file.size,
            "sha256": file.sha256,
            "newest": self._newest,
            "oldest": self._oldest,
            "whole": not self._more,
            "notes": notes,
            "settled": self._settled,
            "last_seal": self._upto,
            "seals": coverage.told(),
            "not_sealed": coverage.not_sealed,
        }

    def _seal(self) -> None:
        """So that as many rows as may be are under a seal; only where that makes one like those before it."""
        last = Seal.objects.order_by("-number").first()
        if settings.SEAL_KEY_FILE or (last and not last.signature):
            try:
                seals.now()
            except PorticoError:
                return  # the manifest says how many rows are under none


def _entry(name: str, at: datetime, kind: int) -> ZipInfo:
    info = ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
    info.compress_type = kind
    info.external_attr = 0o644 << 16
    return info


def _settled() -> int:
    """Rows of this transaction and later ones may appear while the file is made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT querylog_settled_tx()")
        return int(cursor.fetchone()[0])


def _last_seal() -> int:
    return Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
