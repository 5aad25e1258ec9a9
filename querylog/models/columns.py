"""What every row of the log has."""

from typing import Any

from django.db import models
from django.db.models import Func


class Transaction(models.BigIntegerField):
    """The transaction that added the row, filled in by PostgreSQL: what is sealed is told from what is not by it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        added_by = Func(function="querylog_tx", output_field=models.BigIntegerField())
        super().__init__(*args, **{"editable": False, "db_default": added_by, **options})
