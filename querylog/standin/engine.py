"""Run a statement: what Snowflake does itself, what DuckDB does for it, the result stored, the history written."""

import re
import threading
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from fakesnow import info_schema, macros
from fakesnow.dialect import parse_one
from fakesnow.instance import FakeSnow
from fakesnow.statement_type import DML_TYPE_IDS, SELECT, statement_type_id
from sqlglot import Expr, exp
from sqlglot.errors import ParseError

from querylog.standin import wire
from querylog.standin.catalog import scans
from querylog.standin.chunks import Chunks
from querylog.standin.commands import run_command
from querylog.standin.cursor import Cursor
from querylog.standin.errors import as_snowflake, refuse
from querylog.standin.history import History
from querylog.standin.refusals import refuse_what_we_lack
from querylog.standin.results import Results
from querylog.standin.rewrite import ATTRIBUTED, HISTORY, MACROS, rewrite
from querylog.standin.sessions import Session
from querylog.standin.statements import ABORTED, FAILED, SUCCESS, Statement, Statements
from querylog.standin.trouble import NOT_AUTHORIZED, QUERIES, WAITS, Trouble

STORED_BYTES = 4 << 30
NEEDS_NO_WAREHOUSE = re.compile(r"\s*(?:select|call)\s+system\$cancel_query|\s*(?:alter|use)\s", re.IGNORECASE)


class Engine:
    """One warehouse on one folder: its databases, stored results and history."""

    def __init__(self, folder: Path, *, stored_bytes: int = STORED_BYTES) -> None:
        self.results = Results(folder / "results", most_bytes=stored_bytes)
        self.chunks = Chunks(self.results)
        self.history = History(folder / "history.jsonl")
        self.statements = Statements()
        self.trouble = Trouble(folder / "trouble.json")
        self.fake = FakeSnow(create_database_on_connect=False, create_schema_on_connect=False)
        self._attach(folder)

    def open_session(self, *, user: str, role: str, warehouse: str, database: str, schema: str) -> Session:
        """A session of this user's."""
        connection = self.fake.connect(database or None, schema or None)
        return Session(user=user, role=role, warehouse=warehouse, connection=connection)

    def beside(self, session: Session) -> Session:
        """A session like this one for one asynchronous statement: a session may have many of them at once."""
        twin = self.open_session(
            user=session.user,
            role=session.role,
            warehouse=session.warehouse,
            database=session.database,
            schema=session.schema,
        )
        twin.id, twin.parameters, twin.asked = session.id, session.parameters, session.asked
        return twin

    def begin(self, statement: Statement, session: Session) -> Statement:
        """The statement, on record as begun; or the one of the same request that came before."""
        begun = self.statements.add(statement)
        if begun is statement:
            self.history.begin(statement, **self._context(session))
        return begun

    def run(self, statement: Statement, session: Session, binds: list[Any], *, address: str) -> dict[str, Any]:
        """The answer to a statement as it goes over the wire. Whatever happens, it ends and its end is on record."""
        with session.lock:
            stopper = threading.Timer(statement.timeout, statement.stop, ["timeout"]) if statement.timeout else None
            if stopper:
                stopper.daemon = True
                stopper.start()
            try:
                return self._answered(statement, session, binds, address)
            except Exception as error:
                return self._failed(statement, error)
            finally:
                if stopper:
                    stopper.cancel()
                statement.disarm()
                self.history.end(statement)
                statement.over.set()

    def _answered(self, statement: Statement, session: Session, binds: list[Any], address: str) -> dict[str, Any]:
        statement.arm(session.connection._duck_conn.interrupt)
        self._meet_trouble(statement)
        if statement.stopping.is_set():
            raise duckdb.InterruptException("stopped before it began")
        table, type_id = self._rows(statement, session, binds)
        if statement.stopping.is_set():
            raise duckdb.InterruptException("stopped at its end")
        counted = type_id in DML_TYPE_IDS
        if not counted:
            self.results.keep(statement.id, table, user=session.user)
        if statement.rows is None:
            statement.rows = table.num_rows
        session.asked.append(statement.id)
        where = {"finalDatabaseName": session.database, "finalSchemaName": session.schema}
        statement.end(SUCCESS)
        if counted:
            return _succeeded(wire.counts_of(statement.id, table, type_id=type_id, context=where))
        chunks = self.chunks.listed(statement.id, table.num_rows, address=address)
        rows = table.num_rows
        return _succeeded(wire.answer_of(statement.id, table, rows=rows, chunks=chunks, type_id=type_id, context=where))

    def _meet_trouble(self, statement: Statement) -> None:
        """Fail, or wait, as the trouble of now says."""
        if NEEDS_NO_WAREHOUSE.match(statement.sql) or not (said := self.trouble.meet("query")):
            return
        if said["query"] in WAITS:
            statement.waits = WAITS[said["query"]]
            statement.stopping.wait(said.get("seconds", 1))
            statement.waits = ""
        else:
            number, words = QUERIES[said["query"]]
            refuse(number, words, state="57P03")

    def stored(self, row: dict[str, Any], *, address: str) -> dict[str, Any]:
        """The answer to a statement of an earlier run, from its row in the history and its stored result."""
        query_id, user = row["QUERY_ID"], row["USER_NAME"]
        if row["EXECUTION_STATUS"] != "SUCCESS":
            return failure(int(row["ERROR_CODE"]), row["ERROR_MESSAGE"], query_id=query_id)
        head, rows = self.results.head(query_id, user=user)
        where = {"finalDatabaseName": row["DATABASE_NAME"], "finalSchemaName": row["SCHEMA_NAME"]}
        chunks = self.chunks.listed(query_id, rows, address=address)
        return _succeeded(wire.answer_of(query_id, head, rows=rows, chunks=chunks, type_id=SELECT, context=where))

    def _rows(self, statement: Statement, session: Session, binds: list[Any]) -> tuple[pa.Table, int]:
        done = run_command(statement, session, binds, self)
        if done is not None:
            return done, SELECT
        tree = parsed(statement.sql)
        refuse_what_we_lack(tree)
        type_id = SELECT if isinstance(tree, exp.Query) else statement_type_id(tree)
        statement.bytes_scanned = sum(scan.bytes for scan in self.scans(tree, session))
        cursor = Cursor(conn=session.connection, duck_conn=session.connection._duck_conn)
        table = wire.plain(cursor.run(self.rewritten(tree, session, binds), binds))
        if type_id in DML_TYPE_IDS:
            statement.rows = cursor.changed_rows
        return table, type_id

    def rewritten(self, tree: Expr, session: Session, binds: list[Any]) -> Expr:
        """The statement as fakesnow can translate it; the history is there when it asks for it."""
        changed = rewrite(
            tree, session, binds, result_path=lambda query_id: self.results.path_for(query_id, user=session.user)
        )
        asked = {table.name.upper() for table in changed.find_all(exp.Table)}
        if ATTRIBUTED in asked and self.trouble.meet("attribution"):
            refuse(*NOT_AUTHORIZED, state="42S02")
        for name, table in ((HISTORY, self.history.table), (ATTRIBUTED, self.history.attributed)):
            if name in asked:
                session.connection._duck_conn.register(name, table())
        return changed

    def scans(self, tree: Expr, session: Session) -> list[Any]:
        if not isinstance(tree, exp.Query):
            return []
        return scans(tree, session.connection._duck_conn, database=session.database, schema=session.schema)

    def _failed(self, statement: Statement, error: Exception) -> dict[str, Any]:
        if statement.stopped_by == "timeout":
            limit = f"{statement.timeout:g} second(s)"
            words = f"Statement reached its statement or warehouse timeout of {limit} and was canceled."
            statement.end(ABORTED, code=630, error=words)
        elif statement.stopped_by:
            statement.end(ABORTED, code=604, error="SQL execution canceled")
        else:
            told = as_snowflake(error)
            statement.end(FAILED, code=told.errno or 100000, error=told.raw_msg or told.msg or str(error))
        return failure(statement.error_code, statement.error, query_id=statement.id)

    def _attach(self, folder: Path) -> None:
        """Every DuckDB file of the folder as a database; after that, no file but stored results can be read."""
        connection = self.fake.duck_conn
        for path in sorted(folder.glob("*.db")):
            connection.execute(f"ATTACH '{path}' AS {path.stem.upper()}")
            connection.execute(info_schema.per_db_creation_sql(path.stem.upper()))
            connection.execute(macros.creation_sql(path.stem.upper()))
        connection.execute(MACROS)
        connection.execute(f"SET GLOBAL allowed_directories = ['{self.results.folder.resolve()}/']")
        connection.execute("SET GLOBAL enable_external_access = false")

    def _context(self, session: Session) -> dict[str, str]:
        return {
            "DATABASE_NAME": session.database,
            "SCHEMA_NAME": session.schema,
            "ROLE_NAME": session.role,
            "WAREHOUSE_NAME": session.warehouse,
        }


def parsed(sql: str) -> Expr:
    """The statement as a tree; Snowflake's error 1003 when it is none."""
    try:
        return parse_one(sql)
    except ParseError as error:
        words = re.sub(r"\x1b\[\d+m", "", str(error)).splitlines()[0]
        refuse(1003, f"SQL compilation error: syntax error: {words}")


def failure(code: int, words: str, *, query_id: str = "") -> dict[str, Any]:
    """An error as it goes over the wire; with HTTP 200, for the connector repeats a 500 until its time is over."""
    number = f"{code:06d}"
    data = {"errorCode": number, "sqlState": "", "queryId": query_id}
    return {"success": False, "code": number, "message": words, "data": data}


def _succeeded(data: dict[str, Any]) -> dict[str, Any]:
    return {"success": True, "code": None, "message": None, "data": data}
