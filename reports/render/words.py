"""How moments and spans are written in front of people."""

from datetime import datetime, timedelta

from django.utils import timezone


def clock_time(moment: datetime) -> str:
    """A moment of today as 09:41, of another day with its date."""
    local = timezone.localtime(moment)
    day = timezone.localdate()
    if local.date() == day:
        return f"{local:%H:%M}"
    if local.date() == day + timedelta(days=1):
        return f"tomorrow {local:%H:%M}"
    return f"{local:%d %b %H:%M}"


def duration(seconds: float | None) -> str:
    """A span as one looks at a watch: 23 ms, 2.7 s, 3 min 5 s."""
    if seconds is None:
        return "–"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
