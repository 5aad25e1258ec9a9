"""A version of a model in words and in rows of a table."""

from datetime import date
from typing import Any, NamedTuple

from reports.declare.dates import in_words
from reports.declare.words import spoken
from reports.learn.models import ModelVersion

DRIVERS = 12
CALLED = {
    "model": "The model",
    "carried forward": "The weeks before, carried forward",
    "mean": "The mean of what it learned from, for everybody",
}


class Errors(NamedTuple):
    """How far off one way of guessing was."""

    who: str
    mae: str
    wape: str
    r2: str
    ours: bool


class Driver(NamedTuple):
    """A feature, by how much the error grows without it, and how that looks beside the largest."""

    name: str
    grows: str
    share: float


class Card:
    """What a page says of a version."""

    def __init__(self, version: ModelVersion) -> None:
        self.version, self.facts = version, version.facts

    def __str__(self) -> str:
        return str(self.version)

    @property
    def title(self) -> str:
        return spoken(self.version.name.replace("-", "_"))

    @property
    def errors(self) -> list[Errors]:
        found = self.version.metrics
        return [Errors(called, *_written(found[name]), ours=name == "model") for name, called in CALLED.items()]

    @property
    def drivers(self) -> list[Driver]:
        ranked = [(name, grown) for name, grown in self.version.drivers if grown > 0]
        largest = ranked[0][1] if ranked else 1.0
        return [Driver(spoken(name), f"{grown:,.2f}", grown / largest) for name, grown in ranked[:DRIVERS]]

    @property
    def without_use(self) -> list[str]:
        """The features without which it would have done as well."""
        return [spoken(name) for name, grown in self.version.drivers if grown <= 0]

    @property
    def features(self) -> list[tuple[str, bool]]:
        return [(spoken(name), known is not None) for name, known in self.version.features]

    @property
    def gain(self) -> str:
        """In a sentence: how much better, or worse, than the simplest guess that knows the household."""
        ours, plain = self.version.metrics["model"]["mae"], self.version.metrics["carried forward"]["mae"]
        share = abs(ours - plain) / plain if plain else 0.0
        better = "smaller than" if ours < plain else "larger than"
        return f"Its mean absolute error is {share:.1%} {better} that of carrying the weeks before forward."

    @property
    def learned_from(self) -> list[str]:
        return [_day(each) for each in self.facts["learned_from"]]

    @property
    def tried_on(self) -> str:
        return _day(self.facts["tried_on"])

    @property
    def last_day(self) -> str:
        return _day(self.facts["last_day"])

    @property
    def settings(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.facts["settings"].items())

    @property
    def libraries(self) -> str:
        return ", ".join(f"{name} {version}" for name, version in self.facts["libraries"].items())


def _written(each: dict[str, Any]) -> tuple[str, str, str]:
    return f"{each['mae']:,.2f}", f"{each['wape']:.1%}", f"{each['r2']:z.3f}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return in_words(day, day)
