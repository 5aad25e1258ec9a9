"""The HTTP side: what the connector asks, at the addresses where it asks.

The protocol is not documented; this follows what snowflake-connector-python 4.8 sends.
"""

import gzip
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from snowflake.connector.errors import Error
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from querylog.standin.binds import values_of
from querylog.standin.engine import Engine, failure
from querylog.standin.errors import as_snowflake
from querylog.standin.sessions import UNKNOWN, Session, SessionGone, Sessions
from querylog.standin.statements import Statement
from querylog.standin.told import monitored, remembered, signed_in, still_running
from querylog.standin.trouble import SIGN_INS
from querylog.standin.users import TOKEN_SECONDS, SignInRefused, Users

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
            ("POST", "/oauth/token-request", self.token),
            ("POST", "/session/heartbeat", self.heartbeat),
            ("POST", "/session", self.close),
            ("POST", "/queries/v1/query-request", self.query),
            ("POST", "/queries/v1/abort-request", self.abort),
            ("POST", "/queries/{query_id}/abort-request", self.abort),
            ("GET", "/queries/{query_id}/result", self.result),
            ("GET", "/monitoring/queries/{query_id}", self.status),
            ("GET", "/chunks/{query_id}/{start:int}/{signature}", self.chunk),
            ("POST", "/telemetry/send", self.heartbeat),
        ]
        troubled = [Route(path, _never_500(self._troubled(act)), methods=[method]) for method, path, act in routes]
        return Starlette(routes=[Route("/healthz", self.health), *troubled])

    async def sign_in(self, request: Request) -> Response:
        given = (await _body(request))["data"]
        try:
            if said := self.engine.trouble.meet("sign_in"):
                raise SignInRefused(SIGN_INS[said["sign_in"]])
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
        return JSONResponse({"success": True, "data": signed_in(self.sessions.open(session), session)})

    async def token(self, request: Request) -> Response:
        """An OAuth server of our own, for client credentials. https://www.rfc-editor.org/rfc/rfc6749#section-4.4"""
        form = parse_qs((await request.body()).decode())
        client = b64decode(request.headers.get("Authorization", "").removeprefix("Basic ")).decode().partition(":")
        token = self.users.token_for(client[0], client[2]) if form.get("grant_type") == ["client_credentials"] else None
        if token is None:
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS})

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
        apart = bool(body.get("asyncExec"))
        begun = self.engine.begin(statement, session)
        if begun is statement:
            where = self.engine.beside(session) if apart else session
            if apart:
                session.asked.append(statement.id)
            self.pool.submit(self._run, statement, where, binds, _address(request))
        if self.engine.trouble.meet("answer"):
            _break_the_line(request)
        if apart:
            return JSONResponse(still_running(begun, IN_PROGRESS_ASYNC))
        return await self._response(begun)

    def _run(self, statement: Statement, session: Session, binds: list[Any], address: str) -> None:
        statement.response = self.engine.run(statement, session, binds, address=address)
        statement.answered.set()

    async def _response(self, statement: Statement) -> Response:
        """The answer when it is there, or after a while that it is not there yet."""
        await run_in_threadpool(statement.answered.wait, LONGEST_SILENCE)
        if not statement.answered.is_set():
            return JSONResponse(still_running(statement, IN_PROGRESS))
        return JSONResponse(statement.response)

    async def result(self, request: Request) -> Response:
        session = self._session(request)
        query_id = request.path_params["query_id"].lower()
        if statement := self.engine.statements.get(query_id, user=session.user):
            return await self._response(statement)
        if row := self.engine.history.find(query_id, user=session.user):
            return JSONResponse(await run_in_threadpool(self.engine.stored, row, address=_address(request)))
        return JSONResponse(failure(612, "Result not found"))

    async def chunk(self, request: Request) -> Response:
        given = request.path_params
        owner = self.engine.history.owner(given["query_id"])
        place = (given["query_id"], given["start"], given["signature"])
        rows = await run_in_threadpool(self.engine.chunks.read, *place, user=owner)
        return Response(rows) if rows is not None else Response(status_code=404)

    async def status(self, request: Request) -> Response:
        session = self._session(request)
        query_id = request.path_params["query_id"].lower()
        if found := self.engine.statements.get(query_id, user=session.user):
            told = [monitored(found)]
        else:
            row = self.engine.history.find(query_id, user=session.user)
            told = [remembered(row)] if row else []
        return JSONResponse({"success": True, "data": {"queries": told}})

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

    def _troubled(self, handle: Handler) -> Handler:
        """The handler, unless the trouble of now is another HTTP status at its place, or that its session is gone."""

        async def answering(request: Request) -> Response:
            if said := self.engine.trouble.meet("http", at=handle.__name__):
                return PlainTextResponse("trouble\n", status_code=said["http"])
            if self.engine.trouble.meet("session", at=handle.__name__):
                raise SessionGone(*UNKNOWN)
            return await handle(request)

        return answering

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


def _address(request: Request) -> str:
    """Where the client has found us."""
    return str(request.base_url).rstrip("/")


def _break_the_line(request: Request) -> None:
    """End the connection without an answer, as a router does that dies."""
    request.receive.__self__.transport.abort()  # type: ignore[attr-defined]  # uvicorn's
