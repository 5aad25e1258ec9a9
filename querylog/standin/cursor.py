"""fakesnow's cursor, given a parsed statement, with exact sums."""

from typing import Any

import fakesnow.transforms
import pyarrow as pa
from fakesnow.cursor import FakeSnowflakeCursor
from fakesnow.transforms import transforms as of_fakesnow
from sqlglot import Expr, exp


def keep_sums_exact(node: Expr) -> Expr:
    """Fakesnow casts what is summed to a float, so that texts can be summed too; Snowflake's sum of a NUMBER is exact.

    Left of it is the name of the column. A sum of texts fails here; see DIFFERENCES.md.
    """
    if isinstance(node, of_fakesnow._NUMERIC_ONLY_AGGS) and isinstance(node.parent, exp.Select):
        name = of_fakesnow._numeric_agg_col_name(node, node.this)
        return exp.alias_(node, name, quoted=True) if name else node
    return node


fakesnow.transforms.numeric_agg_implicit_cast = keep_sums_exact  # type: ignore[assignment]  # its parameter is named


class Cursor(FakeSnowflakeCursor):
    """Runs statements that are parsed already."""

    def run(self, tree: Expr, binds: list[Any]) -> pa.Table:
        """The rows of a statement, translated to DuckDB."""
        self.check_db_and_schema(tree)
        for part in self._transform_explode(tree):
            transformed = self._transform(part, binds)
            self._execute(transformed, binds if transformed.find(exp.Placeholder) else None)
        return self._arrow_table

    @property
    def changed_rows(self) -> int | None:
        """How many rows the last statement returned or changed."""
        return self._rowcount
