"""What was downloaded from a result: each download once, though two events make it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from querylog.models import Event, Kind

MOST = 200  # events


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file that left, or was about to: `stage` says how far it came, and an unfinished one has no digest."""

    at: datetime
    person_id: int | None
    person_name: str
    team: str
    statement_id: UUID | None
    visual: str
    format: str
    file: str
    stage: str
    rows: int | None
    bytes: int | None
    sha256: str


def downloads_from(statements: Collection[UUID]) -> list[Download]:
    """The downloads of these results, newest first."""
    events = Event.objects.filter(statement_id__in=statements, kind=Kind.DOWNLOADED, pk__gte=min(statements))
    listed = list(events.order_by("-pk")[:MOST])
    ends = {str(each.facts.get("begun")): each for each in listed if each.facts.get("begun")}
    begun = {str(each.pk) for each in listed}
    starts = [each for each in listed if not each.facts.get("begun") or str(each.facts["begun"]) not in begun]
    return [_download(each, ends.get(str(each.pk), each)) for each in starts]


def _download(start: Event, end: Event) -> Download:
    facts = {**start.facts, **end.facts}
    return Download(
        at=start.at,
        person_id=start.person_id,
        person_name=start.person_name,
        team=start.team,
        statement_id=start.statement_id,
        visual=str(facts.get("visual") or ""),
        format=str(facts.get("format") or ""),
        file=str(facts.get("file") or ""),
        stage=str(facts.get("stage") or ""),
        rows=_number(facts.get("rows")),
        bytes=_number(facts.get("bytes")),
        sha256=str(facts.get("sha256") or ""),
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
