"""Plain rules about what is unusual. Each is a sentence with its numbers in it, and says what it is blind to.

The numbers are tuned on a page; a rule that nobody has touched is as it stands here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from querylog.models import Watch

MOST = 200  # findings of a rule that are looked at, the newest first

Numbers = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number of a rule: what it is called, as its code has it, and between what it may lie."""

    name: str
    label: str
    default: int
    least: int = 1
    most: int = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that a rule has found. `words` is the search that shows the statements behind it, if one does."""

    rule: str
    day: date
    person_id: int
    person_name: str
    sentence: str
    about: str = ""  # what else tells it from another one of that person and day
    words: str = ""
    statement_id: str = ""

    @property
    def key(self) -> str:
        """The same whenever it is found, so that it is told once."""
        return f"unusual:{self.rule}:{self.person_id}:{self.day}:{self.about}"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. `says` and `blind` are sentences; the first has its numbers in braces."""

    name: str
    title: str
    says: str
    blind: str
    numbers: tuple[Number, ...]
    find: Callable[[Numbers, date, date], Iterator[Finding]]

    def sentence(self, numbers: Numbers) -> str:
        """The rule in words, with these numbers."""
        return self.says.format(**{name: f"{value:,}" for name, value in numbers.items()})

    def defaults(self) -> dict[str, int]:
        return {each.name: each.default for each in self.numbers}


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """A rule as it is now."""

    rule: Rule
    on: bool
    numbers: Numbers

    @property
    def sentence(self) -> str:
        return self.rule.sentence(self.numbers)

    @property
    def fields(self) -> list[tuple[Number, int]]:
        """Each number with its value, for a form."""
        return [(each, self.numbers[each.name]) for each in self.rule.numbers]

    def findings(self, first: date, last: date) -> list[Finding]:
        """What it finds in these days, newest first; nothing while it is switched off."""
        return list(self.rule.find(self.numbers, first, last)) if self.on else []


def tuned() -> list[Tuned]:
    """Every rule as it is now."""
    from querylog.usage.unusual import RULES  # each of them needs this module

    kept = Watch.objects.in_bulk([rule.name for rule in RULES])
    return [_as_it_is(rule, kept.get(rule.name)) for rule in RULES]


def _as_it_is(rule: Rule, watch: Watch | None) -> Tuned:
    defaults = rule.defaults()
    changed = {name: value for name, value in (watch.numbers if watch else {}).items() if name in defaults}
    return Tuned(rule=rule, on=watch.on if watch else True, numbers=defaults | changed)
