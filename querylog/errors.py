"""What can be in the way of an answer: each error is one sentence that says what is wrong and what to do."""


class PorticoError(Exception):
    """An error whose `sentence` may stand on a page."""

    sentence = "Something went wrong. Try again; if it stays so, tell the people who run this portal."

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.sentence
        super().__init__(self.sentence)


class LogUnavailable(PorticoError):
    """No log, no request: what can't be written down is not asked."""

    sentence = "The query log can't be written, so nothing was sent to Snowflake. Try again in a minute."


class EndingUnwritten(LogUnavailable):
    """Snowflake has answered, but its answer can't be put on record, and so nobody gets it."""

    sentence = "The query log can't be written, so the answer was not shown. Try again in a minute."


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


class WarehouseUnreachable(WarehouseError):
    """No connection, or one that broke."""

    sentence = "Snowflake can't be reached. Try again in a minute; if it stays so, tell the people who run this portal."


class AnswerLost(WarehouseUnreachable):
    """The way broke after a statement may have got there: whether it runs is not known here."""


class SignInRefused(WarehouseError):
    """Wrong or expired credentials of the service user."""

    sentence = "Snowflake refused the portal's sign-in. Tell the people who run it: its password or key needs a look."


class StatementFailed(WarehouseError):
    """Snowflake says that the SQL can't be run; its own words are in the sentence."""


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
