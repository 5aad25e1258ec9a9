"""A declaration and what a person chose become SQL text and bound values: sqlglot trees, never pasted values."""

from reports.compile.bases import base, reads
from reports.compile.choices import bounds, options, still_there
from reports.compile.earlier import earlier
from reports.compile.keys import Counted, keys
from reports.compile.outputs import columns
from reports.compile.picks import Pick
from reports.compile.slices import TablePage, audience, behind, slice
from reports.compile.statement import Compiled

__all__ = [
    "Compiled",
    "Counted",
    "Pick",
    "TablePage",
    "audience",
    "base",
    "behind",
    "bounds",
    "columns",
    "earlier",
    "keys",
    "options",
    "reads",
    "slice",
    "still_there",
]
