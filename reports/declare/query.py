"""Query: SQL in which `{name}` stands for a part of the report."""

from reports.declare.part import Part, declared


@declared
class Query(Part):
    """One SELECT, the only statement of the report that scans tables. Visuals read its stored result."""

    sql: str
