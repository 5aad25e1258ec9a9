"""The HTTP side: what the connector asks, at the addresses where it asks.

The protocol is not documented; this follows what snowflake-connector-python 4.8 sends.
"""

import gzip
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from snowflake.connector.errors import Error
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from querylog.standin.binds import values_of
from querylog.standin.engine import Engine, failure
from querylog.standin.errors import as_snowflake
from querylog.standin.sessions import Session, SessionGone, Sessions
from querylog.standin.statements import Statement
from querylog.standin.users import SignInRefused, Users

IN_PROGRESS, IN_PROGRESS_ASYNC = "333333", "333334"
LONGEST_SILENCE = 40  # seconds; then a slow statement answers "still running", and the connector asks again
AT_ONCE = 64  # statements that run at the same time

Handler = Callable[[Request], Awaitable[Response]]


class Server:
    """The addresses of one warehouse."""

    def __init__(self, engine: Engine, users: Users) -> None:
        self.engine, self.users, self.sessions = engine, users, Sessions()
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="statement")

    def app(self) -> Starlette:
        routes = [
            ("POST", "/session/v1/login-request", self.sign_in),
            ("POST", "/session/token-request", self.renew),
            ("POST", "/session/heartbeat", self.heartbeat),
            ("POST", "/session", self.close),
            ("POST", "/queries/v1/query-request", self.query),
            ("POST", "/queries/v1/abort-request", self.abort),
            ("POST", "/queries/{query_id}/abort-request", self.abort),
            ("GET", "/queries/{query_id}/result", self.result),
            ("GET", "/monitoring/queries/{query_id}", self.status),
            ("GET", "/chunks/{query_id}/{start:int}/{signature}", self.chunk),
            ("POST", "/telemetry/send", self.heartbeat),
            ("GET", "/healthz", self.health),
        ]
        return Starlette(routes=[Route(path, _never_500(handle), methods=[method]) for method, path, handle in routes])

    async def sign_in(self, request: Request) -> Response:
        given = (await _body(request))["data"]
        try:
            user = self.users.sign_in(given)
        except SignInRefused as refused:
            return JSONResponse({"success": False, "code": refused.code, "message": refused.words, "data": {}})
        asked = request.query_params
        session = self.engine.open_session(
            user=user,
            role=(asked.get("roleName") or "PUBLIC").upper(),
            warehouse=(asked.get("warehouse") or "").upper(),
            database=(asked.get("databaseName") or "").upper(),
            schema=(asked.get("schemaName") or "").upper(),
        )
        session.parameters = {name.upper(): value for name, value in (given.get("SESSION_PARAMETERS") or {}).items()}
        return JSONResponse({"success": True, "data": _signed_in(self.sessions.open(session), session)})

    async def query(self, request: Request) -> Response:
        session = self._session(request)
        body = await _body(request)
        parameters = session.parameters | {
            name.upper(): value for name, value in (body.get("parameters") or {}).items()
        }
        statement = Statement(
            sql=body["sqlText"],
            user=session.user,
            session_id=session.id,
            tag=str(parameters.get("QUERY_TAG") or ""),
            timeout=float(parameters.get("STATEMENT_TIMEOUT_IN_SECONDS") or 0),
            request_id=request.query_params.get("requestId", ""),
            made_by_client=bool(body.get("isInternal")),
        )
        try:
            binds = values_of(body.get("bindings"))
        except Error as error:
            told = as_snowflake(error)
            return JSONResponse(failure(told.errno or 0, told.raw_msg or ""))
        self.engine.statements.add(statement)
        apart = bool(body.get("asyncExec"))
        where = self.engine.beside(session) if apart else session
        if apart:
            session.asked.append(statement.id)
        self.pool.submit(self._run, statement, where, binds, str(request.base_url).rstrip("/"))
        if apart:
            return JSONResponse(_still_running(statement, IN_PROGRESS_ASYNC))
        return await self._response(statement)

    def _run(self, statement: Statement, session: Session, binds: list[Any], address: str) -> None:
        statement.response = self.engine.run(statement, session, binds, address=address)
        statement.answered.set()

    async def _response(self, statement: Statement) -> Response:
        """The answer when it is there, or after a while that it is not there yet."""
        await run_in_threadpool(statement.answered.wait, LONGEST_SILENCE)
        if not statement.answered.is_set():
            return JSONResponse(_still_running(statement, IN_PROGRESS))
        return JSONResponse(statement.response)

    async def result(self, request: Request) -> Response:
        session = self._session(request)
        statement = self.engine.statements.get(request.path_params["query_id"].lower(), user=session.user)
        if statement is None:
            return JSONResponse(failure(612, "Result not found"))
        return await self._response(statement)

    async def chunk(self, request: Request) -> Response:
        given = request.path_params
        statement = self.engine.statements.find(given["query_id"])
        if statement is None:
            return Response(status_code=404)
        place = (given["query_id"], given["start"], given["signature"])
        rows = await run_in_threadpool(self.engine.chunks.read, *place, user=statement.user)
        return Response(rows) if rows is not None else Response(status_code=404)

    async def status(self, request: Request) -> Response:
        session = self._session(request)
        found = self.engine.statements.get(request.path_params["query_id"].lower(), user=session.user)
        return JSONResponse({"success": True, "data": {"queries": [_monitored(found)] if found else []}})

    async def abort(self, request: Request) -> Response:
        session = self._session(request)
        query_id = request.path_params.get("query_id")
        if query_id:
            found = self.engine.statements.get(query_id.lower(), user=session.user)
        else:
            found = self.engine.statements.requested((await _body(request)).get("requestId", ""))
        if found:
            found.stop("cancel")
        return JSONResponse({"success": True, "code": None, "message": None, "data": None})

    async def renew(self, request: Request) -> Response:
        # A session here ends as a whole; the connector then signs in again.
        return JSONResponse(
            {"success": False, "code": "390114", "message": "Authentication token has expired.", "data": {}}
        )

    async def heartbeat(self, request: Request) -> Response:
        self._session(request)
        return JSONResponse({"success": True, "code": None, "message": None, "data": None})

    async def close(self, request: Request) -> Response:
        if request.query_params.get("delete"):
            await run_in_threadpool(self.sessions.close, request.headers.get("Authorization"))
        return JSONResponse({"success": True, "code": None, "message": None, "data": None})

    async def health(self, request: Request) -> Response:
        return PlainTextResponse("alive\n")

    def _session(self, request: Request) -> Session:
        return self.sessions.get(request.headers.get("Authorization"))


def _never_500(handle: Handler) -> Handler:
    """The handler, with every error told as Snowflake tells its own: the connector would repeat a 500 without end."""

    async def answering(request: Request) -> Response:
        try:
            return await handle(request)
        except SessionGone as gone:
            return JSONResponse({"success": False, "code": gone.code, "message": gone.words, "data": None})
        except Exception as error:
            told = as_snowflake(error)
            return JSONResponse(failure(told.errno or 100000, told.raw_msg or str(error)))

    return answering


async def _body(request: Request) -> dict[str, Any]:
    raw = await request.body()
    text = gzip.decompress(raw) if request.headers.get("Content-Encoding") == "gzip" else raw
    return dict(json.loads(text)) if text else {}


def _signed_in(token: str, session: Session) -> dict[str, Any]:
    return {
        "token": token,
        "masterToken": token,
        "validityInSeconds": 3600,
        "masterValidityInSeconds": 14400,
        "displayUserName": session.user,
        "serverVersion": "9.99.0",
        "sessionId": session.id,
        "parameters": [
            {"name": "AUTOCOMMIT", "value": True},
            {"name": "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY", "value": 3600},
            {"name": "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", "value": 0},
            {"name": "CLIENT_TELEMETRY_ENABLED", "value": False},
        ],
        "sessionInfo": {
            "databaseName": session.database or None,
            "schemaName": session.schema or None,
            "warehouseName": session.warehouse or None,
            "roleName": session.role,
        },
    }


def _still_running(statement: Statement, code: str) -> dict[str, Any]:
    data = {"queryId": statement.id, "getResultUrl": f"/queries/{statement.id}/result", "progressDesc": None}
    return {"success": True, "code": code, "message": None, "data": data}


def _monitored(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "status": statement.status,
        "state": statement.status,
        "sqlText": statement.sql,
        "sessionId": statement.session_id,
        "startTime": int(statement.started * 1000),
        "endTime": int(statement.ended * 1000),
        "totalDuration": statement.milliseconds,
        "errorCode": str(statement.error_code) if statement.error_code else None,
        "errorMessage": statement.error or None,
    }
