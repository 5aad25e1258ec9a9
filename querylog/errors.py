"""What can be in the way of an answer: each error is one sentence that says what is wrong and what to do."""

CANT_RUN = "Snowflake can't run this query: {words} Tell the report's owner."
CANT_RUN_BEGINS = CANT_RUN.partition("{")[0]
CANT_RUN_UNQUOTED = "Snowflake can't run this query. Tell the report's owner, with the query ID."


def unquoted(sentence: str) -> str:
    """The sentence without Snowflake's own words, which may quote the SQL: not everybody has the right to see that."""
    return CANT_RUN_UNQUOTED if sentence.startswith(CANT_RUN_BEGINS) else sentence


class PorticoError(Exception):
    """An error whose `sentence` may stand on a page."""

    sentence = "Something went wrong. Try again; if it stays so, tell the people who run this portal."

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.sentence
        super().__init__(self.sentence)

    @property
    def unquoted(self) -> str:
        """The sentence for those who may not see SQL."""
        return unquoted(self.sentence)


class LogUnavailable(PorticoError):
    """No log, no request: what can't be written down is not asked."""

    sentence = "The query log can't be written, so nothing was sent to Snowflake. Try again in a minute."


class EndingUnwritten(LogUnavailable):
    """Snowflake has answered, but its answer can't be put on record, and so nobody gets it."""

    sentence = "The query log can't be written, so the answer was not shown. Try again in a minute."


class ReadUnwritten(LogUnavailable):
    """Who reads the log is on record, or does not read it."""

    sentence = "The query log can't be written, and each look into it is put on record. Try again in a minute."


class OverLimit(PorticoError):
    """The team has as much as it may have; the sentence says which limit, and whom to ask."""


class QueueUnavailable(PorticoError):
    """The queue's server does not answer, so no worker can be told of a long statement."""

    sentence = "The queue can't be reached, so no worker watches long queries now. They run all the same."


class WarehouseError(PorticoError):
    """Snowflake, or the way to it. `query_id` is known when the statement got there."""

    sentence = "Snowflake could not answer. Try again; if it stays so, tell the people who run this portal."
    status = "failed"  # how a statement ends with this error

    def __init__(self, sentence: str = "", *, query_id: str = "") -> None:
        super().__init__(sentence)
        self.query_id = query_id

    def say_no_values(self) -> None:
        """From now on, nothing in it repeats a value of the statement."""


# ------------------------------------------------------------------ the way to Snowflake


class WarehouseUnreachable(WarehouseError):
    """No connection, or one that broke."""

    sentence = "Snowflake can't be reached. Try again in a minute; if it stays so, tell the people who run this portal."


class HostUnknown(WarehouseUnreachable):
    """DNS knows no such host."""

    sentence = (
        "No computer has the name under which the portal looks for Snowflake. Tell the people who run it: the "
        "account's name in its settings, or the network's DNS, needs a look."
    )


class CertificateRefused(WarehouseUnreachable):
    """Whoever answered could not prove to be Snowflake."""

    sentence = (
        "Whoever answers in Snowflake's place has no certificate that the portal trusts, so nothing was sent. Tell the "
        "people who run the portal: a proxy or the account's name needs a look."
    )


class ServiceUnavailable(WarehouseUnreachable):
    """Snowflake answers a sign-in with HTTP 429 or 5xx; the connector has tried it twice and does not say which."""

    sentence = (
        "Snowflake answers, but takes no sign-ins now: it is overloaded or has an outage. Try again in a minute; "
        "status.snowflake.com says more."
    )


class SessionEnded(WarehouseUnreachable):
    """Snowflake had ended the session, and looked at nothing that was asked in it."""

    sentence = "Snowflake has ended the portal's session before it could ask. Try again."


class AnswerLost(WarehouseUnreachable):
    """The way broke after a statement may have got there: whether it runs is not known here."""


class OutageMeanwhile(AnswerLost):
    """HTTP 5xx until the time for an exchange was over. One of the tries may have been taken all the same."""

    sentence = (
        "Snowflake has an outage and did not answer in time. Try again in a minute; status.snowflake.com says more."
    )


class TooManyRequests(AnswerLost):
    """HTTP 429 until the time for an exchange was over. One of the tries may have been taken all the same."""

    sentence = (
        "Snowflake says that the portal asks too much at once. Try again in a minute; if it stays so, tell the people "
        "who run the portal."
    )


# ------------------------------------------------------------------ signing in


class SignInRefused(WarehouseError):
    """Wrong or expired credentials of the service user."""

    sentence = "Snowflake refused the portal's sign-in. Tell the people who run it: its password or key needs a look."


class PasswordExpired(SignInRefused):
    """Snowflake wants a new one, set in its own pages."""

    sentence = (
        "The password of the portal's Snowflake user has expired. Tell the people who run the portal: they set a new "
        "one in Snowflake and in the portal's settings, or better, give it a key pair."
    )


class TokenExpired(SignInRefused):
    """A programmatic access token or an OAuth token that was good once; its file is read again at the next try."""

    sentence = (
        "The token with which the portal signs in to Snowflake has expired. Tell the people who run the portal: it "
        "needs a new one."
    )


class TokenNotIssued(SignInRefused):
    """The OAuth server, which is not Snowflake, gave the portal no token."""

    sentence = (
        "The OAuth server gave the portal no token for Snowflake. Tell the people who run the portal: the server's "
        "address, or the client's id and secret, needs a look."
    )


class UserLocked(SignInRefused):
    """Too many refused sign-ins; Snowflake unlocks a user by itself after fifteen minutes."""

    sentence = (
        "Snowflake has locked the portal's user for a quarter of an hour, after too many refused sign-ins. Tell the "
        "people who run Snowflake; they can unlock it at once."
    )


class UserDisabled(SignInRefused):
    """Someone has disabled the service user."""

    sentence = "The portal's Snowflake user is disabled. Ask the people who run Snowflake to enable it."


class NetworkPolicyRefused(SignInRefused):
    """The portal's IP address is not on Snowflake's list."""

    sentence = (
        "A network policy of Snowflake refuses the portal's IP address. Ask the people who run Snowflake to allow it."
    )


class RoleRefused(SignInRefused):
    """The role of the settings does not exist, or the user may not take it."""

    sentence = (
        "Snowflake does not let the portal's user have the role that its settings name. Ask the people who run "
        "Snowflake to grant it, or those who run the portal to name another."
    )


class AccountUnknown(SignInRefused):
    """HTTP 403 or 404 in place of a sign-in page: there is no such account."""

    sentence = (
        "Snowflake knows no account of the name that the portal's settings have. Tell the people who run the portal."
    )


# ------------------------------------------------------------------ the virtual warehouse


class NoWarehouse(WarehouseError):
    """No active warehouse: none is set, there is none of this name, or the role may not use it."""

    sentence = (
        "The portal has no Snowflake warehouse to run this on: none is set, or its role may not use it. Tell the "
        "people who run the portal."
    )


class WarehouseSuspended(WarehouseError):
    """It is suspended and does not resume by itself."""

    sentence = (
        "The Snowflake warehouse of the portal is suspended and does not start by itself. Ask the people who run "
        "Snowflake to resume it, or to switch on AUTO_RESUME."
    )


class QuotaUsedUp(WarehouseSuspended):
    """A resource monitor has suspended it."""

    sentence = (
        "The Snowflake warehouse of the portal has used up its credits, and a resource monitor keeps it suspended. Ask "
        "the people who run Snowflake to raise the quota, or wait until its next period."
    )


# ------------------------------------------------------------------ statements


class StatementFailed(WarehouseError):
    """Snowflake says that the SQL can't be run; its own words are in the sentence."""

    sentence = (
        "Snowflake can't run this query. What it says of it may repeat a value that is hidden here: its own query "
        "history has it under the query ID. Tell the report's owner."
    )

    def say_no_values(self) -> None:
        """Snowflake's words are taken back, here and in what led here: "Numeric value 'x' is not recognized"."""
        self.sentence = StatementFailed.sentence
        self.args = (self.sentence,)
        self.__cause__ = self.__context__ = None


class StatementBroken(WarehouseError):
    """Snowflake broke off in the middle, through no fault of the statement."""

    sentence = "Snowflake broke off in the middle of this query, which is not at fault. Press Refresh to run it again."


class StatementCancelled(WarehouseError):
    """Someone ended it."""

    sentence = "The query was cancelled. Press Refresh to run it again."
    status = "cancelled"


class StatementTimedOut(WarehouseError):
    """It took longer than STATEMENT_TIMEOUT_SECONDS."""

    sentence = "The query took too long and was stopped. Choose fewer days or values, then press Refresh."


class StatementLost(WarehouseError):
    """Snowflake has forgotten it, and it can't be running any more."""

    sentence = "Snowflake no longer knows this query, so nobody can say how it ended. Press Refresh to run it again."
    status = "lost"


class ResultGone(WarehouseError):
    """The stored result is past its 24 hours."""

    sentence = "Snowflake no longer keeps this result; it does so for 24 hours. Press Refresh to run the report again."
