"""What the reports on the app count, and how long its answers take.

Each measure is SQL over columns that the reports' queries agree on: `session_id`, and `errors`, which is above 0 where
something failed. Of an answer there is `latency_ms`, and `slow`, which is 1 where it took too long.
"""

from reports import Measure
from reports.library._intervals import share

MADE_UP = "The demo's app events are **made up**: the grocery study knows no app. Their households are real."

SESSIONS = Measure("count(distinct session_id)", label="Sessions", format="count")
FAILED = Measure("count(distinct iff(errors > 0, session_id, null))", label="With an error", format="count")
PER_1000 = Measure(f"round(1000 * {FAILED.sql} / nullif({SESSIONS.sql}, 0), 1)", label="Per 1,000", format="number")
BETWEEN = share(FAILED.sql, SESSIONS.sql, label="With an error")
LOW = Measure(f"round(1000 * {BETWEEN['low'].sql}, 1)", label="At least", format="number")
HIGH = Measure(f"round(1000 * {BETWEEN['high'].sql}, 1)", label="At most", format="number")


def _percentile(part: float, label: str) -> Measure:
    """So many of all answers came within this time, exactly."""
    within = f"round(percentile_cont({part}) within group (order by latency_ms), 0)"
    return Measure(within, label=label, format="count")


ANSWERS = Measure("count(*)", label="Answers", format="count")
SLOW = Measure("avg(slow)", label="Slow", format="percent")
P50, P95, P99 = _percentile(0.5, "Median, ms"), _percentile(0.95, "p95, ms"), _percentile(0.99, "p99, ms")
