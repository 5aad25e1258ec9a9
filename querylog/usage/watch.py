"""Unusual activity and budgets: each is told once, as an alert that stays open until somebody has dealt with it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from querylog import events
from querylog.models import Event, Kind, Statement
from querylog.usage.budgets import Standing, standings
from querylog.usage.days import today
from querylog.usage.rules import Finding, tuned

NAME = "watch"
MOST = 100  # alerts at once: what is left is told the next time


def run() -> None:
    """Raise an alert for what the rules find today and yesterday, and for budgets, unless it has been told."""
    last = today()
    unusual = [
        _of_a_finding(each, rule.rule.title)
        for rule in tuned()
        for each in rule.findings(last - timedelta(days=1), last)
    ]
    _tell([*unusual, *_of_budgets(standings())])


def _of_a_finding(finding: Finding, title: str) -> dict[str, Any]:
    return {
        "problem": "unusual",
        "what": title,
        "key": finding.key,
        "at": _now(),
        "query_id": "",
        "statement_id": finding.statement_id,
        "sentence": finding.sentence,
        "words": finding.words,
        "rule": finding.rule,
        "person": finding.person_id,
    }


def _of_budgets(found: Iterable[Standing]) -> Iterable[dict[str, Any]]:
    """One for each threshold of each month. Who is over 100 % at once is told that alone."""
    for each in found:
        if each.passed:
            yield {
                "problem": "budget",
                "what": each.budget.team,
                "key": f"budget:{each.budget.team}:{each.month:%Y-%m}:{each.passed[-1]}",
                "at": _now(),
                "query_id": "",
                "statement_id": "",
                "sentence": each.warning,
                "words": "",
            }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _tell(alerts: list[dict[str, Any]]) -> None:
    """What was told before is not told again, also when it was dealt with."""
    told = Event.objects.filter(kind=Kind.ALERT, facts__key__in=[each["key"] for each in alerts])
    known = set(told.values_list("facts__key", flat=True))
    for facts in [each for each in alerts if each["key"] not in known][:MOST]:
        statement = Statement(pk=UUID(facts["statement_id"])) if facts["statement_id"] else None
        events.record(Kind.ALERT, user_id=None, name=NAME, statement=statement, **facts)
