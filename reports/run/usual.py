"""How long does this usually take? What the log says of the last times."""

from statistics import median

from querylog.door import Purpose
from querylog.models import Ending

LAST_TIMES = 20


def usual_seconds(report: str) -> float | None:
    """The median time of this report's last base runs, or None when there has been none."""
    ended = Ending.objects.filter(statement__report=report, statement__purpose=Purpose.BASE, status="finished")
    # By the key: it carries the time, and has an index beside the report. By `at`, all that ever ran would be sorted.
    last = [seconds for seconds in ended.order_by("-pk").values_list("seconds", flat=True)[:LAST_TIMES] if seconds]
    return median(last) if last else None
