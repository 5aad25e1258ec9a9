"""In which order the vocabulary is told, and what a whole group of it has in common."""

from dataclasses import dataclass

import reports

START = """\
# Reference

Everything that a report file may import: `from reports import …`. This page is written by `make docs` from the
docstrings and signatures in `reports/declare`; edit those. What is new to you is told in the [tutorial](tutorial.md),
and what you want to do may be in the [cookbook](cookbook.md).

An option after the `*` is given by its name. One that is missing, unknown or not what it should be is told by
`manage.py checkreports`, with its line. The examples stand in the report at the top of the cookbook; tests run them.
"""
INPUTS = """\
Filters are what most people set in a report: which rows they want. The name of the part in braces, such as
`{filters}`, is its marker in the SQL of queries. Every value that a person gives is bound; none ever becomes SQL.
A `label` is what people read, and a `help` is a sentence that stands under the control.
"""
PARAMETERS = """\
A parameter is what else a person sets. Its name in braces is its marker in the SQL. A `label` is what people read, and
a `help` is a sentence that stands under the control.
"""
QUERIES = """\
A query is SQL with markers. Refresh runs each query that a visual reads, once.
"""
MEASURES = """\
Visuals measure and group in SQL over the columns of their query. Where a bare text says too little, a Measure or
a Dimension says more. A `format` is one of those at the end of this page.
"""
VISUALS = """\
A visual has a `title` and the `query` whose result it shows: both come first. Every one of them takes `help`, words
behind a question mark beside its title, and every one but Audience takes `format`, how its measures are written where
they say nothing themselves, and `download`, which is False where its rows are not to be taken away. Without a `format`,
a count is written as a count and anything else as a number.

Whatever a visual shows is a slice of the stored result: SQL over it, and no second scan. A group of rows that is folded
into "Other" is measured over its own rows, so averages and counts of distinct are right there, too.
"""
LAYOUT = """\
The page shows visuals from top to bottom, in the order of the code. These put them beside each other, under headings
and behind tabs.
"""


@dataclass(frozen=True)
class Chapter:
    """A heading, what holds for all of its classes, and their names."""

    title: str
    words: str
    names: tuple[str, ...]

    @property
    def classes(self) -> list[type]:
        return [getattr(reports, each) for each in self.names]


CHAPTERS = (
    Chapter("The report", "", ("Report",)),
    Chapter("What people filter by", INPUTS, ("Filters", "Field", "Exclude", "Require")),
    Chapter("Parameters", PARAMETERS, ("Choice", "Toggle", "Number", "Text", "Dimensions")),
    Chapter("Queries", QUERIES, ("Query", "Sql", "Given", "Model", "Drivers")),
    Chapter("Measures and dimensions", MEASURES, ("Measure", "Dimension")),
    Chapter(
        "Visuals",
        VISUALS,
        (
            *("Kpi", "Gauge", "Line", "Area", "Bar", "Table", "Pivot", "Pie", "Treemap", "Waterfall", "Funnel", "Map"),
            *("Heatmap", "Histogram", "Box", "Scatter", "Forecast", "Prediction", "Audience", "Custom"),
        ),
    ),
    Chapter("Layout", LAYOUT, ("Row", "Section", "Tabs", "Markdown")),
)
