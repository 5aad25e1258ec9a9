"""Which of the connector's errors means what? In words for people, and told apart for programs."""

from snowflake.connector.errors import (
    BadGatewayError,
    Error,
    ForbiddenError,
    GatewayTimeoutError,
    InterfaceError,
    InternalServerError,
    OperationalError,
    RevocationCheckError,
    ServiceUnavailableError,
)

from querylog.errors import (
    AnswerLost,
    ResultGone,
    SignInRefused,
    StatementCancelled,
    StatementFailed,
    StatementTimedOut,
    WarehouseError,
    WarehouseUnreachable,
)

SESSION_GONE = {390104, 390112, 390113, 390114, 390115, 390195}
CANCELLED, TIMED_OUT, DIVISION_BY_ZERO = 604, 630, 100051
# The connector takes network_timeout for the longest that a statement may be waited for, too, and cancels it then.
CANCELLED_BY_THE_CONNECTOR = "cancelled by the client due to a timeout"
RESULT_GONE = {612, 707, 709, 710, 711, 712}
UNREACHABLE = (
    OperationalError,
    InterfaceError,
    ServiceUnavailableError,
    GatewayTimeoutError,
    BadGatewayError,
    InternalServerError,
    RevocationCheckError,
)
SIGN_IN = {390100, 390101, 390102, 390106, 390144, 390186, 390189, 390190, 390422, 394300, 394304}
LONGEST_QUOTE = 500


def connecting_failed(error: Error) -> WarehouseError:
    """Why no connection could be made: the sign-in was refused, or nobody answered."""
    refused = isinstance(error, ForbiddenError) or error.errno in SIGN_IN or not isinstance(error, UNREACHABLE)
    return SignInRefused() if refused else WarehouseUnreachable()


def statement_failed(error: Error, *, query_id: str = "") -> WarehouseError:
    """Why a statement has no answer; its query ID is kept when there is one."""
    known = query_id or error.sfqid or ""
    number = error.errno
    if number == TIMED_OUT or CANCELLED_BY_THE_CONNECTOR in (error.raw_msg or error.msg or ""):
        return StatementTimedOut(query_id=known)
    if number == CANCELLED:
        return StatementCancelled(query_id=known)
    if number in RESULT_GONE:
        return ResultGone(query_id=known)
    if number == DIVISION_BY_ZERO:
        return StatementFailed(
            "The report divides by zero for these filters. Tell its owner: its SQL should use DIV0 or NULLIF.",
            query_id=known,
        )
    if isinstance(error, UNREACHABLE):
        return AnswerLost(query_id=known)
    return StatementFailed(f"Snowflake can't run this query: {_words(error)} Tell the report's owner.", query_id=known)


def session_is_gone(error: Error) -> bool:
    """True when Snowflake has ended the session, so that the statement was not looked at."""
    return error.errno in SESSION_GONE


def _words(error: Error) -> str:
    """Snowflake's own words, on one line and with a full stop."""
    text = " ".join((error.raw_msg or error.msg or str(error)).split())[:LONGEST_QUOTE]
    return text if text.endswith((".", "!", "?")) else text + "."
