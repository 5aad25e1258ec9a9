"""A slice: what one visual shows of a stored result, with no second scan of the tables."""

from reports.compile.slices.audience import audience
from reports.compile.slices.behind import behind
from reports.compile.slices.pages import TOTAL_ROWS, TablePage
from reports.compile.slices.slice import slice

__all__ = ["TOTAL_ROWS", "TablePage", "audience", "behind", "slice"]
