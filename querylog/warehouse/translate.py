"""Which of the connector's errors means what? In words for people, and told apart for programs.

The numbers are Snowflake's. It publishes no list of them; those of sign-ins are what its servers are seen to answer.
"""

from collections.abc import Iterator

from snowflake.connector.errorcode import ER_HTTP_GENERAL_ERROR
from snowflake.connector.errorcode import ER_RETRYABLE_CODE as HTTP_429_OR_5XX
from snowflake.connector.errors import (
    BadGatewayError,
    BadRequest,
    Error,
    ForbiddenError,
    GatewayTimeoutError,
    HttpError,
    InterfaceError,
    InternalServerError,
    MethodNotAllowed,
    NonRetryableTlsError,
    OperationalError,
    OtherHTTPRetryableError,
    RevocationCheckError,
    ServiceUnavailableError,
)
from snowflake.connector.errors import TooManyRequests as Http429
from snowflake.connector.vendored.requests.exceptions import RequestException
from snowflake.connector.vendored.urllib3.exceptions import HTTPError, NameResolutionError

from querylog import errors
from querylog.errors import (
    AnswerLost,
    ResultGone,
    SignInRefused,
    StatementBroken,
    StatementCancelled,
    StatementFailed,
    StatementTimedOut,
    WarehouseError,
    WarehouseUnreachable,
)

# What its methods raise: its own errors, and for an answer that breaks off those of the libraries that it has copied.
CONNECTORS = (Error, RequestException, HTTPError)
Failure = Error | RequestException | HTTPError

SESSION_GONE = {390104, 390112, 390113, 390114, 390115, 390195}
SIGN_INS: dict[int, type[SignInRefused]] = {
    390101: errors.UserDisabled,
    390102: errors.UserLocked,
    390106: errors.PasswordExpired,
    390140: errors.PasswordExpired,
    390186: errors.RoleRefused,
    390189: errors.RoleRefused,
    390318: errors.TokenExpired,
    394401: errors.TokenExpired,
    390422: errors.NetworkPolicyRefused,
    ER_HTTP_GENERAL_ERROR + 404: errors.AccountUnknown,
}
STATEMENTS: dict[int, type[WarehouseError]] = {
    603: StatementBroken,
    604: StatementCancelled,
    606: errors.NoWarehouse,
    608: errors.WarehouseSuspended,
    612: ResultGone,
    630: StatementTimedOut,
    666: errors.QuotaUsedUp,  # a trial that has ended
    707: ResultGone,
    709: ResultGone,
    710: ResultGone,
    711: ResultGone,
    712: ResultGone,
    90073: errors.QuotaUsedUp,
    370001: StatementBroken,
}
DIVISION_BY_ZERO = 100051
# Met while the rows are read, not before: its words quote the value, which may be of a row that nobody here may see,
# for Snowflake may read a row before it leaves it out. (The stand-in has 100000 for what it has no number for.)
OF_A_ROW = range(100001, 101000)
# The connector takes network_timeout for the longest that a statement may be waited for, too, and cancels it then.
CANCELLED_BY_THE_CONNECTOR = "cancelled by the client due to a timeout"
OUTAGE = (ServiceUnavailableError, GatewayTimeoutError, BadGatewayError, InternalServerError)
# What a request ends with that was repeated until its time was over. All but the first few are HTTP statuses.
UNANSWERED = (
    OperationalError,
    InterfaceError,
    RevocationCheckError,
    HttpError,
    OtherHTTPRetryableError,
    ForbiddenError,
    BadRequest,
    MethodNotAllowed,
)
LONGEST_QUOTE = 500


def connecting_failed(error: Failure) -> WarehouseError:
    """Why no connection could be made: the sign-in was refused, or nobody answered. Nothing was asked."""
    if not isinstance(error, Error):
        return WarehouseUnreachable()
    if error.errno in SIGN_INS:
        return SIGN_INS[error.errno]()
    if isinstance(error, ForbiddenError):
        return errors.AccountUnknown()
    if isinstance(error, NonRetryableTlsError | RevocationCheckError):
        return errors.CertificateRefused()
    if isinstance(error, OUTAGE) or any(getattr(each, "errno", 0) == HTTP_429_OR_5XX for each in _behind(error)):
        return errors.ServiceUnavailable()
    if any(isinstance(each, NameResolutionError) for each in _behind(error)):
        return errors.HostUnknown()
    return WarehouseUnreachable() if isinstance(error, UNANSWERED) else SignInRefused()


def statement_failed(error: Failure, *, query_id: str = "") -> WarehouseError:
    """Why a statement has no answer; its query ID is kept when there is one."""
    if not isinstance(error, Error):
        return AnswerLost(query_id=query_id)
    known = query_id or error.sfqid or ""
    if CANCELLED_BY_THE_CONNECTOR in (error.raw_msg or error.msg or ""):
        return StatementTimedOut(query_id=known)
    if error.errno in STATEMENTS:
        return STATEMENTS[error.errno](query_id=known)
    if error.errno == DIVISION_BY_ZERO:
        return StatementFailed(
            "The report divides by zero for these filters. Tell its owner: its SQL should use DIV0 or NULLIF.",
            query_id=known,
        )
    if error.errno in OF_A_ROW:
        return StatementFailed(
            f"A value in the data is not what the report's SQL takes it for: Snowflake's error {error.errno}. Tell the "
            "report's owner, who finds the value in Snowflake, under the query ID.",
            query_id=known,
        )
    if unanswered := _unanswered(error):
        return unanswered(query_id=known)
    return StatementFailed(errors.CANT_RUN.format(words=_words(error)), query_id=known)


def session_is_gone(error: Failure) -> bool:
    """True when Snowflake has ended the session, so that it did not look at what was asked."""
    return isinstance(error, Error) and error.errno in SESSION_GONE


def _unanswered(error: Error) -> type[AnswerLost] | None:
    """The connector gave up, and does not say how each of its tries ended: one of them may have been taken."""
    if isinstance(error, OUTAGE):
        return errors.OutageMeanwhile
    if isinstance(error, Http429):
        return errors.TooManyRequests
    return AnswerLost if isinstance(error, UNANSWERED) else None


def _behind(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it, the last first."""
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.__cause__ or each.__context__


def _words(error: Error) -> str:
    """Snowflake's own words, on one line and with a full stop."""
    text = " ".join((error.raw_msg or error.msg or str(error)).split())[:LONGEST_QUOTE]
    return text if text.endswith((".", "!", "?")) else text + "."
