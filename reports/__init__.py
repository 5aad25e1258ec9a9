"""The author's vocabulary: what a report file may import, and nothing else."""

from reports.declare import Bar, Field, Filters, Kpi, Line, Measure, Query, Report, Row, Table

__all__ = ["Bar", "Field", "Filters", "Kpi", "Line", "Measure", "Query", "Report", "Row", "Table"]
