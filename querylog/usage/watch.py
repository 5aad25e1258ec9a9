"""Unusual activity and budgets: each is told once, as an alert that stays open until somebody has dealt with it."""

from collections.abc import Iterable
from datetime import timedelta

from querylog.alerts import Alert, tell_new
from querylog.usage.budgets import Standing, standings
from querylog.usage.days import today
from querylog.usage.rules import Finding, tuned

NAME = "watch"


def run() -> None:
    """Raise an alert for what the rules find today and yesterday, and for budgets, unless it has been told."""
    last = today()
    unusual = [
        _of_a_finding(each, rule.rule.title)
        for rule in tuned()
        for each in rule.findings(last - timedelta(days=1), last)
    ]
    tell_new([*unusual, *_of_budgets(standings())], by=NAME)


def _of_a_finding(finding: Finding, title: str) -> Alert:
    return Alert(
        key=finding.key,
        problem="unusual",
        what=title,
        sentence=finding.sentence,
        statement_id=finding.statement_id,
        words=finding.words,
        rule=finding.rule,
        person=finding.person_id,
    )


def _of_budgets(found: Iterable[Standing]) -> Iterable[Alert]:
    """One for each threshold of each month. Who is over 100 % at once is told that alone."""
    for each in found:
        if each.passed:
            key = f"budget:{each.budget.team}:{each.month:%Y-%m}:{each.passed[-1]}"
            yield Alert(key=key, problem="budget", what=each.budget.team, sentence=each.warning)
