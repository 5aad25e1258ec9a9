"""One press of a report's Refresh, with everything that its page then shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from portal.access.demo_people import open_reports
from portal.access.guard import viewer_for
from portal.access.models import User
from reports import registry
from reports.compile.slices.skeleton import IN_TOTAL
from reports.declare import Choice, Dimensions, Field, Filtered, Kind, Number, Report, Table, Text, Toggle
from reports.render.figures.cant import ChartError
from reports.run.answers import Answers, answers
from reports.run.options import Offers
from reports.run.typed import form_of
from reports.viewer import Viewer
from tests.trained import have_trained

ROWS = 1_000  # of a Table: enough to look at


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """What the visuals show, by name: rows, how many there are in all, what is drawn, and what stands in its place."""

    rows: Mapping[str, list[dict[str, Any]]]
    totals: Mapping[str, int]
    drawn: Mapping[str, Any]
    said: Mapping[str, str]

    @property
    def empty(self) -> set[str]:
        """The visuals that have nothing to show."""
        return {name for name, rows in self.rows.items() if not rows or not any(_has_something(row) for row in rows)}

    def figure(self, name: str) -> float:
        """The one number of a Kpi or Gauge, or of a visual that has one row and one column."""
        (row,) = (each for each in self.rows[name] if each.get(IN_TOTAL, 1))
        trended = IN_TOTAL in row  # then the step comes first, which the whole has none of
        return float(list(row.values())[trended])

    def by(self, name: str) -> dict[Any, float]:
        """The first measure of a visual by its first dimension."""
        return {key: float(amount) for key, amount, *_ in (row.values() for row in self.rows[name])}


def press(slug: str, user: User, **inputs: Any) -> Pressed:
    """Press Refresh with these inputs in place of the defaults, as a person of a team that has the grant."""
    viewer = opened_to(user, slug)
    report = registry.get(slug)
    found = answers(report, form_of(report, inputs), viewer=viewer, limit=ROWS)
    rows = {name: found.rows[name] for name in report.visuals}
    drawn, said = _drawn(report, found)
    return Pressed(rows=rows, totals=dict(found.totals), drawn=drawn, said=said)


def opened_to(user: User, slug: str) -> Viewer:
    """Who this person is to the report, once her team may open it and its models are trained."""
    with transaction.atomic():
        open_reports([slug])
    have_trained(registry.get(slug))
    return viewer_for(user, slug)


def settable() -> Iterator[tuple[str, str]]:
    """Each input of each report, as a test sets it: "lapsed-buyers", "came_back.department"."""
    for report in registry.all():
        for part in report.filter_parts.values():
            yield from ((report.slug, f"{part.name}.{field.name}") for field in part.settled)
        yield from ((report.slug, name) for name in report.parameters)


def another(slug: str, name: str, user: User) -> Any:
    """A value for this input that is not its default: one that the data has, as the page would offer it."""
    report, viewer = registry.get(slug), opened_to(user, slug)
    if name in report.parameters:
        return _other_than_default(report.parameters[name])
    part_name, _, field_name = name.partition(".")
    part = report.filter_parts[part_name]
    field = next(each for each in part.settled if each.name == field_name)
    return _from_the_data(Offers(report, viewer=viewer), part, field)


def _from_the_data(offers: Offers, part: Filtered, field: Field) -> Any:
    kind = Kind(field.kind)
    if kind == Kind.YES_NO:
        return True
    if kind == Kind.CHOICES:
        return [offers.options(part, field).values[0].value]
    low, high = offers.bounds(part, field)
    if kind == Kind.NUMBERS:
        return {"min": float(low), "max": float(low + high) / 2}
    last = date.fromisoformat(str(high)[:10])
    return {"from": str(last - timedelta(days=62)), "to": str(last)}


def _other_than_default(parameter: Any) -> Any:
    match parameter:
        case Choice():
            return next(each for each in parameter.options if each != parameter.default_form())
        case Toggle():
            return not parameter.default
        case Number():
            step, now = parameter.step or 1, parameter.default or parameter.min or 0
            return now + step if parameter.max is None or now + step <= parameter.max else now - step
        case Text():
            return parameter.default or "A"
        case Dimensions():
            return [next(each for each in parameter.dimensions if [each] != parameter.default_form())]
    raise TypeError(f"{type(parameter).__name__}: say in this file what else can be set in it.")


def _drawn(report: type[Report], found: Answers) -> tuple[dict[str, Any], dict[str, str]]:
    """What is drawn by visual, and the sentence of what can't be; a Table draws its rows."""
    drawn, said = {}, {}
    for name, visual in report.visuals.items():
        try:
            drawn[name] = found.rows[name] if isinstance(visual, Table) else found.figures[name]
        except ChartError as can_not:
            said[name] = str(can_not)
    return drawn, said


def _has_something(row: Mapping[str, Any]) -> bool:
    return any(value is not None for value in row.values())
