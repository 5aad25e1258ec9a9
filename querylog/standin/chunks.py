"""A large result as Snowflake hands it out: its first rows in the answer, the others in chunks to be fetched.

A chunk lies in one row group of the stored file, so serving it takes no more memory than it has bytes.
https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-distributed-fetch
"""

import hmac
import secrets
from itertools import pairwise
from typing import Any

import pyarrow.parquet as pq
from snowflake.connector.errors import Error

from querylog.standin import wire
from querylog.standin.results import ROW_GROUP, Results


class Chunks:
    """The chunks of stored results. Like Snowflake's, their addresses are signed, and good without a session."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self._key = secrets.token_bytes(32)

    def listed(self, query_id: str, rows: int, *, address: str) -> list[dict[str, Any]]:
        """The chunks of a result with so many rows as its answer names them; none when the answer has them all."""
        starts = [wire.HEAD, *range(ROW_GROUP, rows, ROW_GROUP), rows] if rows > wire.HEAD else []
        return [
            {
                "url": f"{address}/chunks/{query_id}/{start}/{self._signature(query_id, start)}",
                "rowCount": end - start,
                "uncompressedSize": 0,
                "compressedSize": 0,
            }
            for start, end in pairwise(starts)
        ]

    def read(self, query_id: str, start: int, signature: str, *, user: str) -> bytes | None:
        """The rows of one chunk, or nothing when its address is not one of ours or the result is gone."""
        if not hmac.compare_digest(signature.encode(), self._signature(query_id, start).encode()):
            return None
        try:
            path = self.results.path_for(query_id, user=user)
        except Error:
            return None
        # Not mapped into memory: the file may make room for newer results while it is read.
        with pq.ParquetFile(path, memory_map=False) as file:
            group = file.read_row_group(start // ROW_GROUP).replace_schema_metadata(None)
        return wire.encoded(group.slice(start % ROW_GROUP))

    def _signature(self, query_id: str, start: int) -> str:
        return hmac.new(self._key, f"{query_id}/{start}".encode(), "sha256").hexdigest()
