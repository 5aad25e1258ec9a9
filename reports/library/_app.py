"""What the reports on the app count, and between which bounds a share may lie.

Each measure is SQL over columns that the reports' queries agree on: `session_id`, and `errors`, which is above 0 where
something failed.
"""

from reports import Markdown, Measure

MADE_UP = Markdown("The demo's app events are **made up**: the grocery study knows no app. Their households are real.")

SESSIONS = Measure("count(distinct session_id)", label="Sessions", format="count")
FAILED = Measure("count(distinct iff(errors > 0, session_id, null))", label="With an error", format="count")
PER_1000 = Measure(f"round(1000 * {FAILED.sql} / nullif({SESSIONS.sql}, 0), 1)", label="Per 1,000", format="number")
Z = 1.959964  # of the normal distribution: 95 % lie between this and its negative


def wilson(part: str, whole: str, sign: str) -> str:
    """SQL for the lower ("-") or upper ("+") bound of Wilson's 95 % interval of a share, such as 12 of 400."""
    spread = f"{Z} * sqrt({part} * ({whole} - {part}) / nullif({whole}, 0) + {Z**2 / 4:.6f})"
    return f"({part} + {Z**2 / 2:.6f} {sign} {spread}) / ({whole} + {Z**2:.6f})"


def _bound(sign: str, label: str) -> Measure:
    return Measure(f"round(1000 * {wilson(FAILED.sql, SESSIONS.sql, sign)}, 1)", label=label, format="number")


LOW, HIGH = _bound("-", "At least"), _bound("+", "At most")
