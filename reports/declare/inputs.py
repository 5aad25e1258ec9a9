"""What a person asked for: the form that the browser sent, read field by field. Until then, every value is hostile."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as option
from datetime import date
from typing import TYPE_CHECKING, Any

from reports.declare.fields import Field, Filtered, Keyed
from reports.declare.parameters import Parameter
from reports.declare.reading import Refused, read, shown
from reports.declare.values import Value
from reports.declare.words import did_you_mean

if TYPE_CHECKING:
    from reports.declare.model import Trained
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
class Setting:
    """What one parameter is set to."""

    part: str
    value: Any


@dataclass(frozen=True)
class Inputs:
    """The sound choices of one form, in code order. Equal choices are equal, and hash alike.

    Models also want to know which day it is, which versions of them there are, and, to be trained, other cut-offs.
    """

    report: "type[Report]"
    chosen: tuple[Chosen, ...] = ()
    settings: tuple[Setting, ...] = ()
    today: date | None = option(default=None, compare=False)
    trained: "Mapping[str, Trained]" = option(default_factory=dict, compare=False)
    cutoffs: tuple[date, ...] = option(default=(), compare=False)

    def of(self, filters: Filtered) -> tuple[Chosen, ...]:
        """What was chosen in this part."""
        return tuple(each for each in self.chosen if each.part == filters.name)

    def setting(self, parameter: Parameter) -> Any:
        """What this parameter is set to."""
        return next(each.value for each in self.settings if each.part == parameter.name)

    def as_form(self) -> dict[str, Any]:
        """The form that these inputs came from, without what was left out; relative dates stay relative."""
        form: dict[str, Any] = {}
        for each in self.chosen:
            form.setdefault(each.part, {})[each.field.name] = each.value.as_form()
        for setting in self.settings:
            form[setting.part] = self.report.parameters[setting.part].as_form(setting.value)
        return form

    def summary(self, *, hidden: str = "") -> str:
        """The choices in plain words, as they stand above the visuals and in downloads.

        With `hidden`, these words stand for what was chosen in a sensitive field.
        """
        said = [self._said(part, hidden) for part in self.report.inputs.values()]
        models = [f"Model {each.model}, version {each.version}" for each in self.trained.values()]
        return " · ".join([*(each for each in said if each), *models]) or "Everything, unfiltered"

    def _said(self, part: Filtered | Parameter, hidden: str) -> str:
        if isinstance(part, Parameter):
            return part.in_words(self.setting(part))
        said = [
            f"{each.field.label} {hidden if hidden and each.field.sensitive else each.value.in_words()}"
            for each in self.of(part)
        ]
        if isinstance(part, Keyed) and said:
            return f"{part.label}: {', '.join(said)}"
        return " · ".join(said)


def clean(report: "type[Report]", form: Any, *, today: date) -> Inputs:
    """The form as Inputs, or InputError with every problem in it; what a form leaves out is not filtered."""
    problems: list[str] = []
    given = _mapping(form, report.slug, problems)
    problems += _strangers(given, list(report.inputs), where=report.slug, noun="part")
    chosen: list[Chosen] = []
    settings: list[Setting] = []
    for part in report.inputs.values():
        if isinstance(part, Parameter):
            settings += _read_parameter(part, given.get(part.name), problems)
        else:
            chosen += _read_part(part, given.get(part.name), today, problems)
    if problems:
        raise InputError(problems)
    return Inputs(report, tuple(chosen), tuple(settings), today=today)


def _read_parameter(part: Parameter, given: Any, problems: list[str]) -> list[Setting]:
    try:
        return [Setting(part.name, part.read(given))]
    except Refused as refused:
        problems.append(f"{part.report.slug}.{part.name}: {refused}")
        return []


def _read_part(part: Filtered, given: Any, today: date, problems: list[str]) -> list[Chosen]:
    """What was chosen in one part; what is wrong is added to the problems."""
    where = part.report.slug
    values = _mapping(given, f"{where}.{part.name}", problems)
    problems += _strangers(values, [each.name for each in part.settled], where=f"{where}.{part.name}", noun="field")
    chosen = []
    for field in part.settled:
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
