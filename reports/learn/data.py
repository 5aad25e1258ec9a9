"""The rows that a model learns from and is tried on, out of the warehouse, by one statement that is in the log."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from querylog import door
from querylog.asker import Asker
from querylog.door import Purpose
from querylog.errors import PorticoError
from querylog.models import Statement
from reports import compile
from reports.compile.models import training_cutoffs
from reports.compile.outputs import plain_inputs
from reports.declare import Model
from reports.policy import OPEN

FEWEST = 100  # rows to learn from, and rows to be tried on


class TooFew(PorticoError):
    """There is not enough history."""

    sentence = "There are too few rows to train on: the history has to reach back over two times its weeks and more."


@dataclass(frozen=True, kw_only=True)
class Data:
    """Rows in the order of cut-off and key, whatever order they came in: the same data are the same rows."""

    table: pa.Table
    texts: tuple[str, ...]  # the features that are categories
    numbers: tuple[str, ...]
    tried_on: date
    learned_from: tuple[date, ...]
    statement: Statement | None

    @property
    def names(self) -> tuple[str, ...]:
        """The features in the order of the model's columns: texts first."""
        return (*self.texts, *self.numbers)

    @property
    def learning(self) -> pa.Table:
        return self.table.filter(pa.array(self._is_later(False)))

    @property
    def trial(self) -> pa.Table:
        return self.table.filter(pa.array(self._is_later(True)))

    def hash(self) -> str:
        """One hash over every row."""
        rows = [[str(each) for each in row.values()] for row in self.table.to_pylist()]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def _is_later(self, wanted: bool) -> list[bool]:
        return [(day == self.tried_on) is wanted for day in _days(self.table.column("CUTOFF"))]


def read(model: Model, *, today: date, by: str) -> Data:
    """Everything that the model is trained on. Every row is read: no team's policy is asked, for no team asks."""
    tried_on, learned_from = training_cutoffs(model, today)
    inputs = replace(plain_inputs(model.report), today=today, cutoffs=(tried_on, *learned_from))
    asked = compile.base(model, inputs, policy=OPEN)
    asker = Asker(user_id=None, name=by, team="", report=model.report.slug)
    answer = door.ask(asked.sql, asked.binds, asker=asker, purpose=Purpose.TRAINING, part=model.name)
    return data_of(model, answer.table, tried_on=tried_on, learned_from=learned_from, statement=answer.statement)


def data_of(
    model: Model, table: pa.Table, *, tried_on: date, learned_from: Sequence[date], statement: Statement | None = None
) -> Data:
    features = [name.upper() for name in model.features]
    texts = tuple(name.lower() for name in features if pa.types.is_string(table.schema.field(name).type))
    numbers = tuple(name.lower() for name in features if name.lower() not in texts)
    ordered = table.sort_by([("CUTOFF", "ascending"), (model.key.upper(), "ascending")])
    found = Data(
        table=ordered.drop_columns(["EXPECTED"]),
        texts=texts,
        numbers=numbers,
        tried_on=tried_on,
        learned_from=tuple(learned_from),
        statement=statement,
    )
    if min(found.learning.num_rows, found.trial.num_rows) < FEWEST:
        raise TooFew
    return found


def matrix(data: Data, table: pa.Table, categories: Sequence[Sequence[str]]) -> Any:
    """The features as numbers: a category by its place among the known ones, and what is missing as NaN."""
    columns = []
    for name, known in zip(data.texts, categories, strict=True):
        places = {value: float(place) for place, value in enumerate(known)}
        columns.append([places.get(each, np.nan) for each in table.column(name.upper()).to_pylist()])
    columns += [floats(table, name) for name in data.numbers]
    return np.column_stack([np.asarray(each, dtype=float) for each in columns])


def floats(table: pa.Table, name: str) -> Any:
    values = table.column(name.upper()).to_pylist()
    return np.asarray([np.nan if each is None else float(each) for each in values])


def categories_of(data: Data) -> list[list[str]]:
    """The values of each text among the rows that are learned from."""
    return [sorted({each for each in data.learning.column(name.upper()).to_pylist() if each}) for name in data.texts]


def span(model: Model, data: Data) -> tuple[date, date]:
    """The first cut-off that was learned from, and the last day that was asked about."""
    return min(data.learned_from), data.tried_on + timedelta(weeks=model.weeks) - timedelta(days=1)


def _days(column: Any) -> list[date]:
    return [each.date() if hasattr(each, "date") else each for each in column.to_pylist()]
