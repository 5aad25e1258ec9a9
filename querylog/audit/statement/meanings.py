"""What an error means to somebody who looks at the log: whose fault it is, and what came of it."""

from collections.abc import Iterator

from querylog import errors
from querylog.models import State, Statement

MEANINGS: dict[type[errors.PorticoError], str] = {
    errors.StatementFailed: "Snowflake has read the SQL and could not run it: a name, a type or a value does not fit. "
    "It is for the report's owner, and the same press fails again until the report or the table is mended.",
    errors.StatementBroken: "The fault was Snowflake's. The same statement may well run now.",
    errors.StatementTimedOut: "It ran longer than the portal lets a statement run. It used the warehouse for all of "
    "that time and gave nothing.",
    errors.StatementCancelled: "Somebody pressed Cancel, lost the right to the report while it ran, or took it out of "
    "the queue. It is no fault.",
    errors.StatementLost: "Snowflake does not say how it ended. It may have run to its end, and nobody got its rows "
    "through the portal.",
    errors.ResultGone: "It was to read a stored result that Snowflake no longer kept. Refresh runs the base again.",
    errors.AnswerLost: "The way broke after it may have got there. It may have run, and nobody got its rows.",
    errors.WarehouseUnreachable: "The way to Snowflake was broken. The statement is not at fault.",
    errors.SignInRefused: "Snowflake did not let the portal in, so it was not run. It is for those who run the portal.",
    errors.NoWarehouse: "Nothing was there to run it on. It is for those who run Snowflake or the portal.",
}
OF_A_STATE = {
    State.FAILED: MEANINGS[errors.StatementFailed],
    State.CANCELLED: MEANINGS[errors.StatementCancelled],
    State.LOST: MEANINGS[errors.StatementLost],
}


def meaning_of(statement: Statement) -> str:
    """A sentence or two about how it failed; nothing where it did not."""
    if not statement.error:
        return ""
    for kind in _kinds(errors.PorticoError):
        if kind.sentence == statement.error:
            return next((MEANINGS[each] for each in kind.__mro__ if each in MEANINGS), "")
    return OF_A_STATE.get(State(statement.state), "")


def _kinds(kind: type[errors.PorticoError]) -> Iterator[type[errors.PorticoError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)
