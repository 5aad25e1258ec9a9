"""Which tables stand behind the names that a report reads? A view counts as the tables in its SQL."""

from collections.abc import Iterator
from functools import lru_cache

from sqlglot import exp

from querylog.known import select_of_view
from reports.checks.queries import readable, tables_in
from reports.declare import Report
from reports.policy import Policy
from reports.reads import columns_of, tables_of
from reports.schema import plain, snapshot


def behind(name: str) -> set[str]:
    """The name itself, and every view and table that is read by who reads it."""
    return {name, *_below(name, ())}


def unknown_views(name: str) -> set[str]:
    """The views behind this name of whose SQL nobody knows what it reads."""
    views = snapshot().views
    return {each for each in behind(name) if each in views and _tables_of_view(each, views[each]) is None}


def deciding(name: str, table: str, policy: Policy) -> set[str]:
    """What has to be looked at for what is seen of a table by who reads this name: the table, or a view around it.

    A view of which an admin has said something decides for all that it reads.
    """
    return _deciding(name, table, policy, ())


def read_by(report: type[Report], policy: Policy) -> list[str]:
    """The names that decide what a report shows: its tables, with what stands behind the views."""
    found = [
        each
        for name in tables_of(report)
        for inner in sorted(behind(name))
        for each in _deciding(name, inner, policy, ())
        if each not in policy.views or each in policy.said or each in unknown_views(each)
    ]
    return list(dict.fromkeys(found))


def may_read_column(report: type[Report], table: str, column: str) -> bool:
    """Does the report name this column, or take all of a table's with a star? Rather one too many than too few."""
    if column.lower() in columns_of(report) or _takes_all(report):
        return True
    return table not in tables_of(report)  # by a view, under whatever name


def _takes_all(report: type[Report]) -> bool:
    trees = [parsed.tree for query in report.queries.values() if (parsed := readable(query))]
    return any(not isinstance(star.parent, exp.Count) for tree in trees for star in tree.find_all(exp.Star))


def _below(name: str, above: tuple[str, ...]) -> Iterator[str]:
    sql = snapshot().views.get(name)
    if sql is None or name in above:
        return
    for each in _tables_of_view(name, sql) or ():
        yield each
        yield from _below(each, (*above, name))


def _deciding(name: str, table: str, policy: Policy, above: tuple[str, ...]) -> set[str]:
    if name == table:
        return {name}
    if name not in policy.views or name in above:
        return set()
    inside = _tables_of_view(name, policy.views[name]) or ()
    found = {each for inner in inside for each in _deciding(inner, table, policy, (*above, name))}
    return {name} if found and name in policy.said else found


@lru_cache(maxsize=1024)
def _tables_of_view(name: str, sql: str) -> tuple[str, ...] | None:
    """The tables that the SQL of a view names; None where it can't be read."""
    found = select_of_view(sql)
    if found is None:
        return None
    home = name.rpartition(".")[0]
    return tuple(plain(each if "." in each else f"{home}.{each}") for each in tables_in(found[0]))
