"""What a person asked for: the form that the browser sent, read field by field. Until then, every value is hostile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reports.declare.fields import Field, Filters
from reports.declare.reading import Refused, read, shown
from reports.declare.values import Value
from reports.declare.words import did_you_mean

if TYPE_CHECKING:
    from reports.declare.report import Report


class InputError(ValueError):
    """What was sent can't be used. `problems` are sentences: where, what was found, what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

    @property
    def sentence(self) -> str:
        """All problems, one after the other."""
        return " ".join(self.problems)


@dataclass(frozen=True)
class Chosen:
    """What one field of one part is filtered to."""

    part: str
    field: Field
    value: Value


@dataclass(frozen=True)
class Inputs:
    """The sound choices of one form, in code order. Equal choices are equal, and hash alike."""

    report: "type[Report]"
    chosen: tuple[Chosen, ...] = ()

    def of(self, filters: Filters) -> tuple[Chosen, ...]:
        """What was chosen in this part."""
        return tuple(each for each in self.chosen if each.part == filters.name)

    def as_form(self) -> dict[str, dict[str, Any]]:
        """The form that these inputs came from, without what was left out; relative dates stay relative."""
        form: dict[str, dict[str, Any]] = {}
        for each in self.chosen:
            form.setdefault(each.part, {})[each.field.name] = each.value.as_form()
        return form

    def summary(self) -> str:
        """The choices in plain words, as they stand above the visuals and in downloads."""
        said = [f"{each.field.label} {each.value.in_words()}" for each in self.chosen]
        return " · ".join(said) or "Everything, unfiltered"


def clean(report: "type[Report]", form: Any, *, today: date) -> Inputs:
    """The form as Inputs, or InputError with every problem in it; what a form leaves out is not filtered."""
    problems: list[str] = []
    given = _mapping(form, report.slug, problems)
    parts = report.filter_parts
    problems += _strangers(given, list(parts), where=report.slug, noun="part")
    chosen = [each for part in parts.values() for each in _read_part(part, given.get(part.name), today, problems)]
    if problems:
        raise InputError(problems)
    return Inputs(report, tuple(chosen))


def _read_part(part: Filters, given: Any, today: date, problems: list[str]) -> list[Chosen]:
    """What was chosen in one part; what is wrong is added to the problems."""
    where = part.report.slug
    values = _mapping(given, f"{where}.{part.name}", problems)
    problems += _strangers(values, [each.name for each in part.fields], where=f"{where}.{part.name}", noun="field")
    chosen = []
    for field in part.fields:
        try:
            value = read(field, values.get(field.name), today=today)
        except Refused as refused:
            problems.append(f"{where}.{field.name}: {refused}")
        else:
            if value is not None:
                chosen.append(Chosen(part.name, field, value))
    return chosen


def _mapping(given: Any, where: str, problems: list[str]) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        problems.append(f"{where}: {shown(given)} is not a form. Send an object with a value for each name.")
        return {}
    return given


def _strangers(given: Mapping[str, Any], known: list[str], *, where: str, noun: str) -> list[str]:
    """A sentence for names that nothing here has; one is enough, however many were sent."""
    stranger = next((name for name in given if name not in known), None)
    if stranger is None:
        return []
    meant = did_you_mean(stranger[:100], known) if isinstance(stranger, str) else ""
    return [f"{where} has no {noun} called {shown(stranger)}.{meant} Leave it out, or reload the page."]
