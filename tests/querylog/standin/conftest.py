"""A stand-in with a few small tables, and the real connector in front of it."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import snowflake.connector
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from snowflake.connector import SnowflakeConnection

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "a-password-of-the-tests"
TABLES = """
    CREATE SCHEMA GROCERY.LOYALTY;
    CREATE TABLE GROCERY.LOYALTY.BASKETS AS
        SELECT i AS BASKET_ID, i % 10 AS HOUSEHOLD_ID, DATE '2026-11-02' + CAST(i % 14 AS INTEGER) AS PURCHASED_ON,
               CASE i % 3 WHEN 0 THEN 'DELI' WHEN 1 THEN 'GROCERY' END AS DEPARTMENT,
               CAST(0.10 AS DECIMAL(12, 2)) AS SALES_VALUE, TIMESTAMP '2026-11-02 10:30:00' AS BOUGHT_AT,
               TRUE AS IS_OWN, CAST(i AS DOUBLE) AS WEIGHT
        FROM range(300) r(i);
    CREATE TABLE GROCERY.LOYALTY.MANY AS SELECT i AS N FROM range(250000) r(i);
"""


@dataclass
class Warehouse:
    """A running stand-in, its folder, and how to connect to it."""

    folder: Path
    options: tuple[str, ...] = ()
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "querylog.standin", "--data", str(self.folder), "--port", str(self.port)]
        self.process = subprocess.Popen([*command, *self.options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(15)

    def connect(self, user: str = "PORTICO", **options: Any) -> SnowflakeConnection:
        return snowflake.connector.connect(**{**self.arguments(user), **options})

    def arguments(self, user: str = "PORTICO") -> dict[str, Any]:
        return {
            **{"account": "standin", "user": user, "password": PASSWORD, "host": "127.0.0.1", "port": self.port},
            **{"protocol": "http", "database": "GROCERY", "schema": "LOYALTY", "warehouse": "WH", "role": "READER"},
            **{"paramstyle": "qmark", "login_timeout": 5, "network_timeout": 10},
        }

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def made_in(folder: Path, key: rsa.RSAPrivateKey | None = None, **options: Any) -> Warehouse:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{folder}/GROCERY.db' AS GROCERY")
        connection.execute(TABLES)
    users: dict[str, dict[str, str]] = {"PORTICO": {"password": PASSWORD}, "OTHER": {"password": PASSWORD}}
    if key:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        users["PORTICO"]["public_key"] = key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
    (folder / "users.json").write_text(json.dumps(users))
    return Warehouse(folder, **options)


@pytest.fixture(scope="session")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory, key: rsa.RSAPrivateKey) -> Iterator[Warehouse]:
    warehouse = made_in(tmp_path_factory.mktemp("standin"), key)
    warehouse.start()
    with urllib.request.urlopen(warehouse.address("/healthz"), timeout=5) as answer:
        assert answer.status == 200
    yield warehouse
    warehouse.stop()


@pytest.fixture
def session(warehouse: Warehouse) -> Iterator[SnowflakeConnection]:
    with warehouse.connect() as connection:
        yield connection


@pytest.fixture
def ask(session: SnowflakeConnection) -> Callable[..., pa.Table]:
    """Rows of a statement in one session."""
    return lambda sql, *binds, **options: rows_of(session, sql, *binds, **options)


def rows_of(session: SnowflakeConnection, sql: str, *binds: Any, **options: Any) -> pa.Table:
    return session.cursor().execute(sql, list(binds) or None, **options).fetch_arrow_all(force_return_table=True)


def one(table: pa.Table) -> Any:
    """The only value of a table."""
    assert (table.num_rows, table.num_columns) == (1, 1)
    return table.column(0)[0].as_py()
