"""Change a budget or a rule: what was entered is read, kept, and put on record with from what to what."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from querylog import events
from querylog.errors import PorticoError
from querylog.models import Budget, Kind, Watch
from querylog.usage.budgets import change_in_words
from querylog.usage.rules import Number, Tuned

MOST_SECONDS, MOST_CREDITS = 2_000_000_000, 100_000_000


class NotTuned(PorticoError):
    """What was entered can't be kept; the sentence says why."""


def set_budget(entered: Mapping[str, str], *, user_id: int | None, name: str) -> str:
    """What was done, in a sentence. Raises NotTuned."""
    team = _plain(entered.get("team", ""))
    was = Budget.objects.filter(team=team).first()
    known = sorted({*import_string(settings.KNOWN_TEAMS)(), *Budget.objects.values_list("team", flat=True)})
    if team not in known:
        raise NotTuned(f"There is no team “{team[:60]}”. There are {', '.join(known) or 'none yet'}.")
    if "remove" in entered:
        return _removed(was, team, user_id=user_id, name=name)
    now = Budget(pk=was.pk if was else None, team=team, **_amounts(entered))
    change = change_in_words(was, now)
    with transaction.atomic():
        now.save()
        _on_record(user_id, name, what="budget", which=team, action="changed" if was else "added", change=change)
    return f"The budget of {team} is kept: {change}."


def _removed(was: Budget | None, team: str, *, user_id: int | None, name: str) -> str:
    if was is None:
        raise NotTuned(f"{team} has no budget that could be taken away.")
    change = change_in_words(was, None)
    with transaction.atomic():
        was.delete()
        _on_record(user_id, name, what="budget", which=team, action="removed", change=change)
    return f"{team} has no budget any more."


def _amounts(entered: Mapping[str, str]) -> dict[str, int | Decimal | None]:
    seconds = _whole(entered.get("seconds", ""), "Seconds", 1, MOST_SECONDS)
    credits = _decimal(entered.get("credits", ""))
    if seconds is None and credits is None:
        raise NotTuned("A budget has seconds, credits, or both. Fill in at least one, or take the budget away.")
    warn_at = _whole(entered.get("warn_at", "") or "80", "Warn at", 1, 100)
    return {"seconds": seconds, "credits": credits, "warn_at": warn_at}


def set_rule(tuned: Tuned, entered: Mapping[str, str], *, user_id: int | None, name: str) -> str:
    """What was done, in a sentence. Raises NotTuned."""
    rule, on = tuned.rule, "on" in entered
    numbers = {each.name: _number(each, entered.get(each.name, "")) for each in rule.numbers}
    changes = [
        f"{each.label.lower()}: {tuned.numbers[each.name]:,} → {numbers[each.name]:,}"
        for each in rule.numbers
        if tuned.numbers[each.name] != numbers[each.name]
    ]
    changes += [f"{_switched(tuned.on)} → {_switched(on)}"] if on != tuned.on else []
    if not changes:
        return f"“{rule.title}” is as it was."
    own = {key: value for key, value in numbers.items() if value != rule.defaults()[key]}
    with transaction.atomic():
        Watch.objects.update_or_create(rule=rule.name, defaults={"on": on, "numbers": own})
        change = ", ".join(changes)
        _on_record(user_id, name, what="rule", which=rule.title, action="changed", change=change)
    return f"“{rule.title}” is changed: {change}."


def _switched(on: bool) -> str:
    return "on" if on else "off"


def _on_record(user_id: int | None, name: str, *, what: str, which: str, action: str, change: str) -> None:
    events.record(Kind.ADMIN, user_id=user_id, name=name, what=what, which=which, action=action, change=change)


def _number(number: Number, text: str) -> int:
    found = _whole(text, number.label, number.least, number.most)
    if found is None:
        raise NotTuned(f"{number.label} is missing. As the code has it, it is {number.default:,}.")
    return found


def _whole(text: str, label: str, least: int, most: int) -> int | None:
    """A whole number, with or without commas; None where nothing was entered."""
    text = _plain(text).replace(",", "").replace(" ", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16 and least <= int(text) <= most):
        raise NotTuned(f"{label}: “{text[:30]}” is none. Enter a whole number from {least:,} to {most:,}.")
    return int(text)


def _decimal(text: str) -> Decimal | None:
    text = _plain(text).replace(",", "")
    if not text:
        return None
    try:
        found = Decimal(text).quantize(Decimal("0.001")) if text.isascii() else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 < found <= MOST_CREDITS:
        raise NotTuned(f"Credits: “{text[:30]}” is none. Enter a number above 0, such as 12.5, up to {MOST_CREDITS:,}.")
    return found


def _plain(text: str) -> str:
    """As PostgreSQL can keep it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode().strip()
