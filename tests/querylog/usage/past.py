"""Days that the tests make up: statements of any day, as the log would have them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from querylog.ids import id_at
from querylog.models import Ending, SqlText, Statement, Submission, Usage
from querylog.usage import tallies
from querylog.usage.days import today

ANA, BEN = 7_000_007, 7_000_008  # nobody of the cast
NAMES = {ANA: "ana.moreno", BEN: "ben.okafor", None: "a command"}
SQL = "select count(*) from LOYALTY.BASKETS"


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def asked(
    day: date,
    *,
    times: int = 1,
    hour: int = 9,
    person: int | None = ANA,
    team: str = "Shopper insights",
    report: str = "category-performance",
    purpose: str = "base",
    status: str = "finished",
    rows: int = 10,
    seconds: float = 2.0,
    error: str = "",
    tables: tuple[str, ...] = ("LOYALTY.BASKETS",),
    scanned: int | None = None,
    credits: str | None = None,
) -> list[UUID]:
    """The ids of statements of that day, as many as said, a second apart."""
    begun = datetime.combine(day, time(hour), UTC)
    _have_the_month(begun)
    sql = f"{SQL} -- {','.join(tables)}"
    text, _ = SqlText.objects.get_or_create(digest=SqlText.digest_of(sql), defaults={"sql": sql, "tables": [*tables]})
    moments = {id_at((begun + timedelta(seconds=n % 3600)).timestamp()): n for n in range(times)}
    ids = sorted(moments)
    Statement.objects.bulk_create(
        Statement(
            id=each,
            asked_by_id=person,
            asked_by_name=NAMES[person],
            team=team,
            report=report,
            purpose=purpose,
            text=text,
        )
        for each in ids
    )
    if status != "intended":
        Submission.objects.bulk_create(Submission(statement_id=each, query_id=f"01-{each}") for each in ids)
    if status not in ("intended", "submitted"):
        Ending.objects.bulk_create(
            Ending(statement_id=each, status=status, rows=rows, seconds=seconds, error=error) for each in ids
        )
    if scanned is not None or credits is not None:
        known = Decimal(credits) if credits is not None else None
        Usage.objects.bulk_create(Usage(statement_id=each, bytes=scanned, credits=known) for each in ids)
    return ids


def tallied(*days: date) -> None:
    """These days, or else all that are due, are summed up."""
    for _ in tallies.tally_due(list(days) or None):
        pass


def _have_the_month(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT querylog_add_month(%s)", [moment])
