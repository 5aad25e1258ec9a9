"""A result read piece by piece: Snowflake keeps a large one in chunks, and one of them is in memory at a time."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.types as kinds
from snowflake.connector.constants import FIELD_ID_TO_NAME
from snowflake.connector.cursor import SnowflakeCursor
from snowflake.connector.errors import NotSupportedError
from snowflake.connector.result_batch import ArrowResultBatch, ResultBatch

from querylog.errors import WarehouseUnreachable

# For a result without rows, of which the connector makes a table only where pandas is installed.
EMPTY = {
    "FIXED": pa.int64(),
    "REAL": pa.float64(),
    "DATE": pa.date32(),
    "TIME": pa.time64("us"),
    "BOOLEAN": pa.bool_(),
    "BINARY": pa.binary(),
    "TIMESTAMP_NTZ": pa.timestamp("us"),
    "TIMESTAMP_LTZ": pa.timestamp("us", "UTC"),
    "TIMESTAMP_TZ": pa.timestamp("us", "UTC"),
}


class Rows:
    """The rows of an executed statement, as tables of one schema; they can be read once."""

    def __init__(self, cursor: SnowflakeCursor) -> None:
        # Not fetch_arrow_batches: it holds five chunks, and goes on fetching when nobody reads any more.
        first, *self._chunks = cursor.get_result_batches() or []
        self._connection = cursor.connection
        self.query_id = cursor.sfqid or ""
        self.total = int(cursor.rowcount or 0)
        self.reached = 0
        self._first = [self._fetched(first) if self.total else _without_rows(cursor)]
        self.schema = lasting(self._first[0].schema)

    def __iter__(self) -> Iterator[pa.Table]:
        """Each chunk as a table. Raises WarehouseUnreachable when one can't be had whole."""
        # No table has a name here: it would be kept until the next one is there.
        yield self._counted(self._first.pop())
        for chunk in self._chunks:
            yield self._next(chunk)
        if self.reached != self.total:
            raise self._broken()

    def _next(self, chunk: ResultBatch) -> pa.Table:
        try:
            return self._counted(self._fetched(chunk))
        except Exception as error:  # the connector lets through what its copies of requests and urllib3 raise
            raise self._broken() from error

    def _counted(self, table: pa.Table) -> pa.Table:
        whole = table.cast(self.schema)
        self.reached += whole.num_rows
        return whole

    def _fetched(self, chunk: ResultBatch) -> pa.Table:
        if not isinstance(chunk, ArrowResultBatch):
            raise NotSupportedError(msg="Its answer is not made of rows that can be streamed.")
        # Else the connector chooses a unit of time for each chunk by what is in it.
        return chunk.to_arrow(connection=self._connection, force_microsecond_precision=True)

    def _broken(self) -> WarehouseUnreachable:
        return WarehouseUnreachable(
            f"The result could be read up to row {self.reached:,} of {self.total:,}, and then no further. Try again.",
            query_id=self.query_id,
        )


def lasting(schema: pa.Schema) -> pa.Schema:
    """A schema that every chunk fits: Snowflake sends the whole numbers of each one as small as they are there."""
    fields = [each.with_type(pa.int64()) if kinds.is_integer(each.type) else each for each in schema]
    return pa.schema([each.with_nullable(True).remove_metadata() for each in fields])


def _without_rows(cursor: SnowflakeCursor) -> pa.Table:
    names = [(column.name, FIELD_ID_TO_NAME[column.type_code]) for column in cursor.description]
    return pa.schema([(name, EMPTY.get(kind, pa.string())) for name, kind in names]).empty_table()
