"""What a report is: a class of parts, in plain data. No Django, no database, no Dash."""

from reports.declare.columns import FORMATS, Column, Measure
from reports.declare.dates import DEFAULT_PRESET, PRESETS
from reports.declare.fields import Field, Filters, Kind
from reports.declare.inputs import InputError, Inputs
from reports.declare.part import Part
from reports.declare.query import Query
from reports.declare.report import Report
from reports.declare.values import Choices, DateRange, NumberRange, Value, YesNo
from reports.declare.visuals import Bar, Kpi, Line, Row, Table, Visual

__all__ = [
    "DEFAULT_PRESET",
    "FORMATS",
    "PRESETS",
    "Bar",
    "Choices",
    "Column",
    "DateRange",
    "Field",
    "Filters",
    "InputError",
    "Inputs",
    "Kind",
    "Kpi",
    "Line",
    "Measure",
    "NumberRange",
    "Part",
    "Query",
    "Report",
    "Row",
    "Table",
    "Value",
    "Visual",
    "YesNo",
]
