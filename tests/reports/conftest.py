"""The stand-in warehouse, asked directly, and the small shop's rows in it."""

import json
from pathlib import Path

import pytest
import snowflake.connector
from django.conf import settings

from reports import compile
from reports.policy import OPEN
from tests.reports.a_shop import rows as shop_rows
from tests.reports.a_shop import shop
from tests.reports.compile.flat import TODAY


@pytest.fixture(scope="session")
def cursor():
    wanted = ("account", "user", "password", "host", "port", "protocol", "database", "schema")
    chosen = {name: settings.SNOWFLAKE[name] for name in wanted}
    with snowflake.connector.connect(**chosen, paramstyle="qmark", login_timeout=15, network_timeout=60) as connection:
        yield connection.cursor()


@pytest.fixture(scope="session")
def rows(cursor):
    def ask(sql, binds=()):
        cursor.execute(sql, list(binds) or None)
        return cursor.fetch_arrow_all(force_return_table=True).to_pylist()

    return ask


@pytest.fixture(scope="session")
def stored(cursor, rows):
    """The query ID of a statement's result, for slices; the same statement runs once."""
    ids = {}

    def run(compiled):
        if compiled not in ids:
            rows(compiled.sql, compiled.binds)
            ids[compiled] = cursor.sfqid
        return ids[compiled]

    return run


@pytest.fixture(scope="session")
def a_shop(cursor):
    """The shop's tables, for as long as the tests run."""
    types = json.loads((Path(shop.__file__).parent / "schema.json").read_text())
    cursor.execute("create schema if not exists SHOP")
    for table, columns in types.items():
        written = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        cursor.execute(f"create or replace table {table} ({written})")
        lines = [[getattr(each, name.lower()) for name in columns] for each in shop_rows.TABLES[table]]
        cursor.execute(f"insert into {table} values {', '.join(_literals(line) for line in lines)}")
    yield
    cursor.execute("drop schema SHOP cascade")


@pytest.fixture
def sliced(a_shop, stored, rows):
    """What a visual of the shop shows of these inputs, under picks."""

    def ask(name, *picks, page=None, **form):
        visual, inputs = shop.Shop.visuals[name], cleaned(form)
        base = stored(compile.base(visual.query, inputs, policy=OPEN))
        how = getattr(visual, "compare", "")
        before = compile.earlier(visual.query, inputs, how) if how else None
        earlier = stored(compile.base(visual.query, before, policy=OPEN)) if before else ""
        compiled = compile.slice(visual, base, picks, page=page, earlier=earlier)
        return rows(compiled.sql, compiled.binds)

    return ask


def cleaned(form):
    return shop.Shop.clean(form, today=TODAY)


def _literals(line):
    return f"({', '.join(_literal(value) for value in line)})"


def _literal(value):
    return "null" if value is None else "'" + str(value).replace("'", "''") + "'"
