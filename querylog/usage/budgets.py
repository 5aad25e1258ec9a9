"""What a team has used of its budget in this month. A budget stops nothing: it warns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from querylog.models import Budget
from querylog.usage.days import today

USED = """
    SELECT team, sum(seconds), sum(credits) FROM querylog_tally
    WHERE team = ANY(%(teams)s) AND day >= %(first)s AND day <= %(last)s GROUP BY team
"""
WHOLE = 100  # percent


@dataclass(frozen=True, kw_only=True)
class Used:
    """So much of so much, in seconds or in credits."""

    what: str
    used: float
    of: float
    warn_at: int

    @property
    def percent(self) -> int:
        return int(self.used * 100 / self.of) if self.of else (WHOLE if self.used else 0)

    @property
    def state(self) -> str:
        """Whether it is fine, to be warned of, or used up."""
        return "bad" if self.percent >= WHOLE else "warn" if self.percent >= self.warn_at else "good"

    @property
    def words(self) -> str:
        """In a sentence: 12,000 of 36,000 seconds (33 %)."""
        return f"{self.used:,.{self.digits}f} of {self.of:,.{self.digits}f} {self.what} ({self.percent} %)"

    @property
    def digits(self) -> int:
        return 3 if self.what == "credits" else 0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A team's budget, and how much of it this month has used."""

    budget: Budget
    month: date
    parts: tuple[Used, ...]

    @property
    def percent(self) -> int:
        """Of the one of its two limits that is nearer."""
        return max(part.percent for part in self.parts)

    @property
    def state(self) -> str:
        """That of the same one."""
        return max(self.parts, key=lambda part: part.percent).state

    @property
    def passed(self) -> list[int]:
        """The thresholds that are passed, in percent."""
        return [each for each in sorted({self.budget.warn_at, WHOLE}) if self.percent >= each]

    @property
    def warning(self) -> str:
        """The sentence that says so; nothing while there is nothing to say."""
        if self.state == "good":
            return ""
        words = " and ".join(part.words for part in self.parts)
        over = "has used up its budget" if self.state == "bad" else "comes near its budget"
        return f"{self.budget.team} {over} of {self.month:%B %Y}: {words}."


def standings(month: date | None = None) -> list[Standing]:
    """Each team that has a budget, with what it has used in this month."""
    first, last = _month(month or today())
    budgets = list(Budget.objects.all())
    with connection.cursor() as cursor:
        cursor.execute(USED, {"teams": [each.team for each in budgets], "first": first, "last": last})
        used = {team: (float(seconds), float(credits)) for team, seconds, credits in cursor.fetchall()}
    return [
        Standing(budget=each, month=first, parts=tuple(_parts(each, *used.get(each.team, (0, 0))))) for each in budgets
    ]


def _parts(budget: Budget, seconds: float, credits: float) -> Iterator[Used]:
    if budget.seconds is not None:
        yield Used(what="seconds", used=seconds, of=budget.seconds, warn_at=budget.warn_at)
    if budget.credits is not None:
        yield Used(what="credits", used=credits, of=float(budget.credits), warn_at=budget.warn_at)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


def change_in_words(was: Budget | None, now: Budget | None) -> str:
    """From what to what, as the log keeps it."""
    return f"{_amount(was)} → {_amount(now)}"


def _amount(budget: Budget | None) -> str:
    if budget is None:
        return "none"
    seconds = f"{budget.seconds:,} seconds" if budget.seconds is not None else ""
    credits = f"{Decimal(budget.credits):,f} credits" if budget.credits is not None else ""
    return f"{' and '.join(filter(None, (seconds, credits)))} a month, warn at {budget.warn_at} %"
