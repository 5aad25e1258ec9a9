"""Which report, person or table did somebody mean by the name that she typed?"""

from collections.abc import Iterable

from portal.access.answers import About, known_reports
from portal.access.models import User
from reports.declare.words import did_you_mean
from reports.schema import plain, snapshot


class NotThere(Exception):
    """There is nothing of this name; says so, with the nearest match."""


def report_called(name: str) -> About:
    """By its slug or its title."""
    known = known_reports()
    titled = {each.title.lower(): each for each in known.values()}
    found = known.get(name) or titled.get(name.lower())
    if found is None:
        raise NotThere(f"No report is called {name}.{did_you_mean(name, [*known, *(a.title for a in known.values())])}")
    return found


def person_called(name: str) -> User:
    """By the name that she signs in with, or by her e-mail address where one person alone has it."""
    same = User.objects.filter(email__iexact=name) if "@" in name else User.objects.none()
    found = User.objects.filter(username=name).first() or (same[0] if len(same) == 1 else None)
    if found is None:
        names = User.objects.values_list("username", flat=True)
        raise NotThere(f"Nobody signs in as {name}.{did_you_mean(name, names)}")
    return found


def table_called(name: str) -> tuple[str, str]:
    """The table, and the column or nothing: "LOYALTY.BASKETS", "baskets", "LOYALTY.BASKETS.BRAND"."""
    known = snapshot()
    table, _, column = name.rpartition(".")
    if whole := _table(name, known.tables):
        return whole, ""
    found = _table(table, known.tables) if table else ""
    if not found:
        raise NotThere(f"The warehouse has no table {name}.{did_you_mean(name.upper(), known.tables)}")
    columns = {each.upper(): each for each in known.columns(found)}
    if column.upper() not in columns:
        raise NotThere(f"{found} has no column {column}.{did_you_mean(column.upper(), columns)}")
    return found, columns[column.upper()]


def _table(name: str, known: Iterable[str]) -> str:
    """The one table that this is: with its schema, or without where only one schema has it."""
    same = [each for each in known if each == plain(name) or each.rpartition(".")[2] == name.upper()]
    return same[0] if len(same) == 1 else ""
