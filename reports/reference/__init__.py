"""The reference of the author's vocabulary: what a docstring and a signature say, as one page of Markdown."""

from reports.reference.page import PAGE, page

__all__ = ["PAGE", "page"]
