"""Stored results: what RESULT_SCAN reads. One Parquet file for each, for 24 hours and within a bounded room on disk.

https://docs.snowflake.com/en/user-guide/querying-persisted-results
"""

import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from querylog.standin.errors import refuse

KEPT_SECONDS = 24 * 3600
ROW_GROUP = 20_000  # rows of a stored result that can be read without the others
QUERY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Results:
    """A folder of results. A file's time of writing is the result's; its first metadata say whose it is."""

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self.folder, self.most_bytes = folder, most_bytes
        self._sweeping = threading.Lock()
        self._kept: deque[tuple[float, int, Path]] = deque()  # when written, how large: oldest first
        self._room = 0
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob("*.writing"):
            unfinished.unlink()
        for written, size, path in sorted(self._files()):
            self._add(written, size, path)
        self._sweep()

    def keep(self, query_id: str, table: pa.Table, *, user: str) -> None:
        """Store a result under its query ID, for this user."""
        path = self._path(query_id)
        unfinished = path.with_suffix(".writing")
        owned = table.replace_schema_metadata({"user": user})
        pq.write_table(owned, unfinished, compression="lz4", use_dictionary=True, row_group_size=ROW_GROUP)
        unfinished.rename(path)
        with self._sweeping:
            self._add(time.time(), path.stat().st_size, path)
            self._sweep()

    def path_for(self, query_id: str, *, user: str) -> Path:
        """The file of a result that this user may scan; Snowflake's error 709 for any other.

        Not even an administrator may scan another user's result.
        """
        if not QUERY_ID.fullmatch(query_id):
            _not_found(query_id)
        path = self._path(query_id)
        if not path.exists() or time.time() - path.stat().st_mtime > KEPT_SECONDS or _owner(path) != user:
            _not_found(query_id)
        return path

    def head(self, query_id: str, *, user: str) -> tuple[pa.Table, int]:
        """The first rows of a result that this user may scan, and how many it has; Snowflake's error 709 for others."""
        with pq.ParquetFile(self.path_for(query_id, user=user), memory_map=False) as file:
            groups = [file.read_row_group(0)] if file.num_row_groups else [file.schema_arrow.empty_table()]
            return groups[0].replace_schema_metadata(None), file.metadata.num_rows

    def _add(self, written: float, size: int, path: Path) -> None:
        self._kept.append((written, size, path))
        self._room += size

    def _sweep(self) -> None:
        """Remove what is past its time, then the oldest until the rest fits."""
        while self._kept and (time.time() - self._kept[0][0] > KEPT_SECONDS or self._room > self.most_bytes):
            _, size, path = self._kept.popleft()
            path.unlink(missing_ok=True)
            self._room -= size

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for path in self.folder.glob("*.parquet"):
            state = path.stat()
            yield state.st_mtime, state.st_size, path

    def _path(self, query_id: str) -> Path:
        return self.folder / f"{query_id}.parquet"


def _owner(path: Path) -> str:
    metadata = pq.read_schema(path).metadata or {}
    return str(metadata.get(b"user", b"").decode())


def _not_found(query_id: str) -> NoReturn:
    refuse(709, f"Statement {query_id} not found", state="02000")
