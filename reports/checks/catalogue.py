"""Does the report say what it is, whose it is, and nothing twice? What people read in the catalog comes from here."""

from collections.abc import Iterator

from reports.checks.problem import Problem
from reports.declare import Kpi, Part, Placed, Report, Visual
from reports.schema import Schema

RESERVED = set(vars(Report)) | set(Report.__annotations__)


def problems(report: type[Report], schema: Schema) -> Iterator[Problem]:
    yield from _about_itself(report)
    yield from _names(report)
    yield from _titles(report)
    if not report.visuals:
        yield Problem(report.place.line, "it shows nothing. Add a visual, such as Kpi, Line, Bar or Table.")


def _about_itself(report: type[Report]) -> Iterator[Problem]:
    line = report.place.line
    for name, example in (("owner", "Shopper insights"), ("area", "Partner audiences")):
        if not isinstance(getattr(report, name), str) or not getattr(report, name).strip():
            yield Problem(line, f'{name} is missing. Add a line such as {name} = "{example}".')
    if not report.question:
        yield Problem(line, "the docstring is missing. Its first line is the question that the report answers.")
    if not isinstance(report.tags, list) or not all(isinstance(tag, str) for tag in report.tags):
        yield Problem(line, 'tags is not a list of words. Write it as tags = ["sales", "growth"].')
    if not isinstance(report.one_sheet, bool):
        yield Problem(line, "one_sheet is neither True nor False.")


def _names(report: type[Report]) -> Iterator[Problem]:
    for name, value in vars(report).items():
        if isinstance(value, tuple) and value and isinstance(value[0], Part) and name not in RESERVED:
            yield Problem(value[0].place.line, f"{name} is a tuple: there is a comma after its closing bracket.")
    for base in report.__mro__[1:]:
        for name, value in vars(base).items():
            if isinstance(value, Part) and name not in report.parts:
                yield Problem(report.place.line, f"{name} is a part of {base.__name__}. Declare it in this class.")
    for name, part in report.parts.items():
        if name in RESERVED:
            yield Problem(part.place.line, f"{name} is a name that every report has already. Choose another one.")
        elif part.name != name or part.report is not report:
            yield Problem(part.place.line, f"{name} is also {part.name}. Declare each part where it is named.")


def _titles(report: type[Report]) -> Iterator[Problem]:
    # A figure may be called as the chart below it that shows it in detail.
    first: dict[tuple[str, bool], Visual] = {}
    for visual in visuals_of(report):
        before = first.setdefault((str(visual.title).lower(), isinstance(visual, Kpi)), visual)
        if before is not visual and visual.title is not None:
            text = f'"{visual.title}" is also the title of {before.name} in line {before.place.line}. Change one.'
            yield Problem(visual.place.line, f"{visual.name}: {text}")


def visuals_of(report: type[Report]) -> list[Visual]:
    """The visuals in code order, with those whose names collide."""
    return [each for each in placed_of(report) if isinstance(each, Visual)]


def placed_of(report: type[Report]) -> list[Placed]:
    """Everything that has a place on the page, with what stands inside of it, in code order."""
    return [each for item in report.layout for each in item.flat()]
