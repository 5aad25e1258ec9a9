"""Which columns the list of statements has: as chosen in its address, such as `columns=who,report,rows`."""

from collections.abc import Iterable

# In the order in which they stand. The first leads to the statement, so it is always there.
COLUMNS = {
    "when": "When",
    "who": "Who",
    "team": "Team",
    "report": "Report",
    "part": "Part",
    "purpose": "Purpose",
    "state": "State",
    "rows": "Rows",
    "time": "Time",
    "bytes": "Bytes",
    "query-id": "Query ID",
    "sql": "SQL, or what it reads",
}
ALWAYS = "when"
# Who and report tell team and part as well, where these have no column.
USUAL = ("when", "who", "report", "purpose", "state", "rows", "time", "query-id", "sql")


def chosen(asked: Iterable[str]) -> list[str]:
    """The columns that are asked for, in their order; the usual ones when none is that there is."""
    named = {name.strip() for some in asked for name in some.split(",")} & set(COLUMNS)
    return [name for name in COLUMNS if name in named or name == ALWAYS] if named else list(USUAL)


def written(columns: Iterable[str]) -> str:
    """Columns as they stand in an address: nothing for the usual ones."""
    names = list(columns)
    return "" if names == list(USUAL) else ",".join(names)
