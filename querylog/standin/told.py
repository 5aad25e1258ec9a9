"""What is said of sessions and statements, in the form in which the connector reads it."""

from typing import Any

from querylog.standin.sessions import Session
from querylog.standin.statements import ABORTED, FAILED, SUCCESS, Statement


def signed_in(token: str, session: Session) -> dict[str, Any]:
    """The `data` of a sign-in, with what a client may know of its session."""
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


def still_running(statement: Statement, code: str) -> dict[str, Any]:
    """The answer to a statement that has none yet."""
    data = {"queryId": statement.id, "getResultUrl": f"/queries/{statement.id}/result", "progressDesc": None}
    return {"success": True, "code": code, "message": None, "data": data}


def monitored(statement: Statement) -> dict[str, Any]:
    """What Snowflake tells of a statement that it is asked about."""
    over = statement.over.is_set()
    return {
        "id": statement.id,
        "status": statement.told_status,
        "state": statement.told_status,
        "sqlText": statement.sql,
        "sessionId": statement.session_id,
        "startTime": int(statement.started * 1000),
        "endTime": int(statement.ended * 1000) if over else 0,
        "totalDuration": statement.milliseconds,
        "errorCode": str(statement.error_code) if over and statement.error_code else None,
        "errorMessage": (statement.error or None) if over else None,
    }


def remembered(row: dict[str, Any]) -> dict[str, Any]:
    """The same of a statement that only the history knows any more."""
    ended = ABORTED if row["ERROR_CODE"] in {"000604", "000630"} else FAILED
    status = SUCCESS if row["EXECUTION_STATUS"] == "SUCCESS" else ended
    return {
        "id": row["QUERY_ID"],
        "status": status,
        "state": status,
        "sqlText": row["QUERY_TEXT"],
        "sessionId": row["SESSION_ID"],
        "startTime": row["START_TIME"] // 1000,
        "endTime": row["END_TIME"] // 1000,
        "totalDuration": row["TOTAL_ELAPSED_TIME"],
        "errorCode": row["ERROR_CODE"],
        "errorMessage": row["ERROR_MESSAGE"],
    }
