"""A declaration and what a person chose become SQL text and bound values: sqlglot trees, never pasted values."""

from reports.compile.bases import base
from reports.compile.choices import options
from reports.compile.outputs import columns
from reports.compile.slices import Pick, TablePage, slice
from reports.compile.statement import Compiled

__all__ = ["Compiled", "Pick", "TablePage", "base", "columns", "options", "slice"]
