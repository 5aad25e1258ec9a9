"""An audience: how many there are, and of what."""

from dataclasses import dataclass

import pyarrow as pa

from reports.declare import Audience
from reports.render.formats import write


@dataclass(frozen=True, kw_only=True)
class AudienceShown:
    """What stands in an audience's panel."""

    figure: str
    noun: str  # such as "households"
    none: bool  # is there nobody to export?


def how_many(visual: Audience, table: pa.Table) -> AudienceShown:
    """The number from the answer to an audience's slice, and its word."""
    column = visual.columns[0]
    count = table.column(column.alias)[0].as_py() if table.num_rows else 0
    return AudienceShown(figure=write(count, column.format), noun=column.label.lower(), none=not count)
