"""Rows on their way from Snowflake to a reader, who may go away in the middle: how far she came is known."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from querylog.errors import WarehouseError
from querylog.models import State, Statement
from querylog.warehouse import Rows


@dataclass
class Stream:
    """The rows of a statement, to be iterated over once as Arrow tables of one schema, and the record of it."""

    statement: Statement
    rows: Rows
    whole: bool = False
    broke: WarehouseError | None = field(default=None, init=False)

    @property
    def schema(self) -> pa.Schema:
        return self.rows.schema

    @property
    def query_id(self) -> str:
        return self.rows.query_id

    @property
    def read(self) -> int:
        """How many rows were given to the reader."""
        return self.rows.reached

    @property
    def total(self) -> int:
        """How many rows there are, read or not."""
        return self.rows.total

    def __iter__(self) -> Iterator[pa.Table]:
        """Raises a WarehouseError when the rest can't be had."""
        try:
            yield from self.rows
        except WarehouseError as error:
            self.broke = error
            raise
        self.whole = True

    def outcome(self) -> tuple[State, str]:
        """How the statement ended, were it read no further, and the sentence that says so."""
        if self.whole:
            return State.FINISHED, ""
        if self.broke:
            return State.FAILED, self.broke.sentence
        return State.CANCELLED, f"The reader went away after {self.read:,} of {self.total:,} rows."
