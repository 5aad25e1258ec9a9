"""What Snowflake told of a failure afterwards, read as the failure itself would have been."""

from snowflake.connector.errors import ProgrammingError

from querylog.errors import WarehouseError
from querylog.warehouse.translate import statement_failed


def failure_told(words: str, *, number: int, query_id: str = "") -> WarehouseError:
    """The error behind a number and words out of Snowflake's history."""
    return statement_failed(ProgrammingError(msg=words, errno=number), query_id=query_id)
