"""Do the log and Snowflake's own history agree? Statement by statement, by query ID and tag.

Snowflake's view of the whole account is up to 45 minutes late and goes back a year, so the newest hour is not compared.
Only what the portal's service users sent counts, and of that not what the connector sends by itself. What still runs is
left out; the next comparison reaches back far enough to meet it again. It is read through the door like anything else.
How many bytes each statement has scanned is taken from the same rows.
https://docs.snowflake.com/en/sql-reference/account-usage/query_history
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from querylog import door, events
from querylog.alerts import Alert, tell_new
from querylog.asker import Asker
from querylog.gaps import Gap, differences, lacking, unrecorded
from querylog.ids import first_id_at
from querylog.models import Event, Kind, Purpose, State, Statement
from querylog.usage.taking import keep_bytes, named_in

LATE = timedelta(hours=1)
AT_FIRST = timedelta(days=1)  # how far the first comparison of all looks back
TWO_CLOCKS = timedelta(minutes=5)
MOMENT = pa.timestamp("us", tz="UTC")
PAGE = 1000  # statements, each with a text of up to 100,000 characters
MOST_GAPS = 200  # as many are kept with the comparison; the others are counted
ASKER = Asker(user_id=None, name="reconcilelog", team="", report="")

COLUMNS = (
    "QUERY_ID, QUERY_TEXT, QUERY_TYPE, QUERY_TAG, USER_NAME, EXECUTION_STATUS, ROWS_PRODUCED, BYTES_SCANNED, START_TIME"
)
OVER = """
    UPPER(EXECUTION_STATUS) IN ('SUCCESS', 'FAIL', 'INCIDENT') AND NOT COALESCE(IS_CLIENT_GENERATED_STATEMENT, FALSE)
"""
OF_A_TIME = f"""
    SELECT {COLUMNS} FROM SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY
    WHERE START_TIME >= ? AND START_TIME < ? AND (START_TIME > ? OR QUERY_ID > ?)
        AND UPPER(USER_NAME) IN (SELECT VALUE::TEXT FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))) AND {OVER}
    ORDER BY START_TIME, QUERY_ID
"""  # noqa: S608 - the columns are ours
BY_ID = f"""
    SELECT {COLUMNS} FROM SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY
    WHERE START_TIME >= ?
        AND QUERY_ID IN (SELECT VALUE::TEXT FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))) AND {OVER}
"""  # noqa: S608 - the columns are ours


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What was compared, and where the two differ."""

    since: datetime
    until: datetime
    compared: int = 0
    gaps: list[Gap] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.gaps


def run(since: datetime, until: datetime | None = None) -> Comparison:
    """Compare what began in this time, keep the result, and raise an alert for each gap that had none yet.

    Raises LogUnavailable or a WarehouseError when one of the two can't be read; then nothing is kept.
    """
    newest = timezone.now() - LATE
    until = min(until or newest, newest)
    if since >= until:
        return Comparison(since=since, until=since)
    found = _compared(since, until)
    tell_new([Alert(**each.as_facts()) for each in found.gaps], by=ASKER.name)
    kept = [each.as_facts() for each in found.gaps[:MOST_GAPS]]
    told: dict[str, Any] = {"since": since.isoformat(), "until": until.isoformat(), "compared": found.compared}
    events.record(Kind.COMPARED, user_id=None, name=ASKER.name, **told, gaps=kept, count=len(found.gaps))
    return found


def run_next() -> Comparison:
    """Compare from where the last comparison ended. What ran then may be over now: so long as one may run is added."""
    last = last_comparison()
    now = timezone.now()
    since = datetime.fromisoformat(last.facts["until"]) if last else now - LATE - AT_FIRST
    return run(since - timedelta(seconds=settings.STATEMENT_TIMEOUT_SECONDS) - TWO_CLOCKS)


def last_comparison() -> Event | None:
    """The event that keeps it: when, how many, which gaps."""
    return Event.objects.filter(kind=Kind.COMPARED).order_by("-pk").first()


def service_users() -> list[str]:
    """Those as whom the portal, or one of its teams, signs in; in capitals, as Snowflake has them."""
    ways = [settings.SNOWFLAKE, *settings.SNOWFLAKE_TEAMS.values()]
    return sorted({str(way["user"]).upper() for way in ways if way.get("user")})


def _compared(since: datetime, until: datetime) -> Comparison:
    gaps: list[Gap] = []
    seen: set[str] = set()
    for page in _history(since, until):
        gaps += _gaps_of(page)
        seen |= {row["QUERY_ID"] for row in page}
    missing = [each for each in _on_record(since, until) if each.query_id not in seen]
    compared = len(seen)
    for start in range(0, len(missing), PAGE):
        some = missing[start : start + PAGE]
        there = _by_id(some, since)
        compared += len(some)
        gaps += _gaps_of(there.values())
        gaps += [lacking(each) for each in some if each.query_id not in there]
    return Comparison(since=since, until=until, compared=compared, gaps=gaps)


def _gaps_of(rows: Iterable[dict[str, Any]]) -> list[Gap]:
    """Where the log says something else than these rows of Snowflake's history, or nothing."""
    rows = list(rows)
    by_query_id, by_tag = _kept(rows)
    gaps: list[Gap] = []
    scanned: dict[UUID, int] = {}
    for row in rows:
        statement = by_query_id.get(row["QUERY_ID"]) or by_tag.get(named_in(row["QUERY_TAG"]))
        if statement is None:
            gaps.append(unrecorded(row))
            continue
        gaps += differences(statement, row, user=user_of(statement.team))
        if row["BYTES_SCANNED"] is not None:
            scanned[statement.pk] = row["BYTES_SCANNED"]
    keep_bytes(scanned)
    return gaps


def _kept(rows: list[dict[str, Any]]) -> tuple[dict[str, Statement], dict[UUID | None, Statement]]:
    """The log's statements of these rows: by their query IDs, and the others by the id in their tags."""
    whole = Statement.objects.select_related("text", "submission", "ending")
    found = whole.filter(submission__query_id__in=[row["QUERY_ID"] for row in rows])
    by_query_id = {each.query_id: each for each in found}
    tags = [named_in(row["QUERY_TAG"]) for row in rows if row["QUERY_ID"] not in by_query_id]
    return by_query_id, {each.pk: each for each in whole.filter(pk__in=[tag for tag in tags if tag])}


def user_of(team: str) -> str:
    """As whom the portal asks for this team."""
    return str((settings.SNOWFLAKE_TEAMS.get(team) or settings.SNOWFLAKE)["user"]).upper()


def _history(since: datetime, until: datetime) -> Iterator[list[dict[str, Any]]]:
    """Snowflake's statements that began in this time, in pages; the last one read is the key of the next."""
    users = json.dumps(service_users())
    start, query_id = since, ""
    while True:
        page = _rows(f"{OF_A_TIME} LIMIT {PAGE}", [start, until, start, query_id, users])
        if page:
            yield page
        if len(page) < PAGE:
            return
        start, query_id = page[-1]["START_TIME"], page[-1]["QUERY_ID"]


def _by_id(statements: list[Statement], since: datetime) -> dict[str, dict[str, Any]]:
    """Snowflake's rows of these, whoever sent them and whenever they began: two clocks, or a long wait for a turn."""
    asked = json.dumps([each.query_id for each in statements])
    return {row["QUERY_ID"]: row for row in _rows(BY_ID, [since - TWO_CLOCKS, asked])}


def _rows(sql: str, binds: list[Any]) -> list[dict[str, Any]]:
    table = door.ask(sql, binds, asker=ASKER, purpose=Purpose.HISTORY).table
    began = table.schema.get_field_index("START_TIME")
    # Finer than microseconds, it would become a type that can't be bound again as the key of the next page.
    exact = table.set_column(began, "START_TIME", table.column(began).cast(MOMENT, safe=False))
    rows: list[dict[str, Any]] = exact.to_pylist()
    return rows


def _on_record(since: datetime, until: datetime) -> Iterator[Statement]:
    """What the log says Snowflake has run to an end. One that is lost there is on record as lost."""
    found = Statement.objects.filter(
        pk__gte=first_id_at(since.timestamp()),
        pk__lt=first_id_at(until.timestamp()),
        submission__isnull=False,
        ending__at__lt=until,
    ).exclude(ending__status=State.LOST)
    yield from found.select_related("text", "submission", "ending").iterator(PAGE)
