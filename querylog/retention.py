"""Which months of the log may be taken out, which stay, and why."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from querylog.models import Hold
from querylog.seals.rows import OF_A_MONTH, months

# By what PostgreSQL has noted of each partition: nothing is counted.
SIZES = """
    SELECT replace(right(part.relname, 7), '_', '-'), sum(greatest(part.reltuples, 0))::bigint,
           sum(pg_total_relation_size(part.oid))::bigint
    FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
    WHERE inhparent = ANY(%s::regclass[]) GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of the log, by estimate."""

    month: str
    rows: int
    bytes: int


def sizes() -> list[Month]:
    """Every month of the log, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(SIZES, [[f"querylog_{table}" for table in OF_A_MONTH]])
        return [Month(month=month, rows=rows, bytes=size) for month, rows, size in cursor.fetchall()]


def first_kept() -> str:
    """The oldest month that the retention rule keeps; nothing where it keeps all."""
    if not settings.LOG_RETENTION_MONTHS:
        return ""
    today = timezone.localdate()
    month = today.year * 12 + today.month - 1 - settings.LOG_RETENTION_MONTHS
    return f"{date(month // 12, month % 12 + 1, 1):%Y-%m}"


def hold_over(month: str) -> Hold | None:
    """The oldest legal hold that this month is under."""
    begun, going_on = Q(first="") | Q(first__lte=month), Q(last="") | Q(last__gte=month)
    return Hold.objects.filter(begun, going_on, released_at=None).order_by("at").first()


def stays(month: str, hold: Hold) -> str:
    """Why this month is not taken out."""
    return f"{month} stays: it is under the legal hold “{hold.name}” of {hold.at:%Y-%m-%d} by {hold.by}."


def next_out() -> tuple[list[str], dict[str, Hold]]:
    """The months that `droplog` would take out by the rule, and those that only a hold keeps from it."""
    old = [month for month in months() if month < first_kept()]
    held = {month: hold for month in old if (hold := hold_over(month))}
    return [month for month in old if month not in held], held
