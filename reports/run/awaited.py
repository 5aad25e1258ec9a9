"""What a person waits for though she has left the page: her runs that took longer than a moment, and how they stand."""

from dataclasses import dataclass

from django.utils import timezone

from querylog.models import State, Statement
from querylog.sharing import RESULT_KEPT
from reports.run.models import Part, Run

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A run that was not looked at since, and its state: running, finished, or how it failed."""

    run: Run
    state: str

    @property
    def running(self) -> bool:
        return self.state == State.SUBMITTED

    @property
    def ready(self) -> bool:
        return self.state == State.FINISHED


def awaited_by(user_id: int) -> list[Awaited]:
    """The newest first; two statements of SQL, however many there are."""
    since = timezone.now() - RESULT_KEPT
    found = Run.objects.filter(
        asked_by_id=user_id, awaited=True, seen_at__isnull=True, cancelled_at__isnull=True, started_at__gte=since
    )
    runs = list(found.order_by("-started_at")[:MOST])
    parts = list(Part.objects.filter(run__in=runs).values_list("run_id", "statement_id")) if runs else []
    ends = dict(
        Statement.objects.filter(pk__in=[statement for _, statement in parts], ending__isnull=False).values_list(
            "pk", "ending__status"
        )
    )
    return [
        Awaited(run=run, state=_state([ends.get(statement) for owner, statement in parts if owner == run.pk]))
        for run in runs
    ]


def _state(ends: list[str | None]) -> str:
    """Of a whole run: it has failed when one part has, and is ready when all are."""
    failed = [end for end in ends if end not in (None, State.FINISHED)]
    if failed:
        return str(failed[0])
    return State.SUBMITTED if None in ends else State.FINISHED
