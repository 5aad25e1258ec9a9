"""A warehouse of its own in which every row of every table is somebody's, and says whose."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from portal.embedded.grocery import DATABASE, SCHEMA
from portal.embedded.standin import start_standin
from reports.schema import snapshot
from tests.canaries.markers import WHOSE, number, store, text
from tests.services import TODAY, services
from tests.web import free_port

ROWS = 12  # of each owner in each table
STORED_AS = {
    "NUMBER(38,0)": "BIGINT",
    "NUMBER(12,2)": "DECIMAL(12, 2)",
    "TEXT": "VARCHAR",
    "TIMESTAMP_NTZ": "TIMESTAMP",
}
# By which column of a table its policies tell whose row it is. No marker stands in these.
KEYS = {
    "LOYALTY.APP_EVENTS": "PLATFORM",
    "LOYALTY.BASKETS": "STORE_ID",
    "LOYALTY.CAMPAIGNS": "CAMPAIGN_ID",
    "LOYALTY.CAMPAIGN_DESCRIPTIONS": "CAMPAIGN_ID",
    "LOYALTY.COUPONS": "CAMPAIGN_ID",
    "LOYALTY.COUPON_REDEMPTIONS": "CAMPAIGN_ID",
    "LOYALTY.DEMOGRAPHICS": "KIDS_COUNT",
    "LOYALTY.PRODUCTS": "PACKAGE_SIZE",
    "LOYALTY.PROMOTIONS": "STORE_ID",
    "LOYALTY.TARGETS": "DEPARTMENT",
    "LOYALTY.TRANSACTIONS": "STORE_ID",
}
IDS = {"HOUSEHOLD_ID": 4, "PRODUCT_ID": 3, "COUPON_UPC": 3, "MANUFACTURER_ID": 2, "BASKET_ID": ROWS}  # how many


def key(whose: str, table: str) -> str:
    """What stands in the key column of this table in somebody's rows."""
    return str(_value(whose, table, KEYS[table], 0))


@contextmanager
def warehouse_of_markers(folder: Path) -> Iterator[int]:
    """The port at which it answers."""
    folder.mkdir()
    (folder / "users.json").write_text((services.data / "users.json").read_text())
    with duckdb.connect(str(folder / f"{DATABASE}.db")) as connection:
        _fill(connection)
    port = free_port()
    child = start_standin(folder, port, quiet=True)
    try:
        yield port
    finally:
        child.stop()


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"create schema {SCHEMA}")
    for table, columns in snapshot().tables.items():
        written = ", ".join(f"{name} {STORED_AS.get(kind, kind)}" for name, kind in columns.items())
        connection.execute(f"create table {table} ({written})")
        rows = [[_value(whose, table, name, place) for name in columns] for whose in WHOSE for place in range(ROWS)]
        connection.executemany(f"insert into {table} values ({', '.join('?' * len(columns))})", rows)


def _value(whose: str, table: str, column: str, place: int) -> Any:
    """What stands in a column of somebody's row."""
    kind = snapshot().columns(table)[column]
    if kind == "TEXT":
        return f"of {store(whose)}" if column == KEYS[table] else text(whose, column)
    if column in IDS:
        return number(whose, place % IDS[column])
    if column in ("STORE_ID", "CAMPAIGN_ID"):
        return store(whose)
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        then = datetime.combine(TODAY, datetime.min.time()) - timedelta(days=1 + 3 * place, hours=-9)
        return then.date() if kind == "DATE" else then
    return Decimal(place + 1) * 5 / 4 if "12,2" in kind else place + 1
