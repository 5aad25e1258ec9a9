"""Report: a class whose attributes are the parts of a report, in the order of the code."""

import inspect
from datetime import date
from typing import Any, ClassVar

from reports.declare.fields import Filtered
from reports.declare.inputs import Inputs, clean
from reports.declare.parameters import Parameter
from reports.declare.part import Part, Place, place_of_author
from reports.declare.query import Query
from reports.declare.visuals import Kpi, Placed, Visual
from reports.declare.words import split_class_name


class Report:
    """A report: a class of parts. One file in the library holds one; the file's name is its address.

    The docstring's first line is the question that the report answers, and the rest explains it: both stand in the
    catalog. `owner` and `area` have to be said, `tags` may be. `title` follows from the class's name unless it is said.
    With `one_sheet`, it prints on one sheet of A4 or Letter, its charts as low as that asks for. Each part gets its
    name from its attribute, and stands on the page in the order of the code.

    A Markdown file of the same name beside it, such as `lapsed_buyers.md`, says how the figures are made, and from whom
    each statistical method is. It stands below the visuals, folded.

        title = "Sales, told shortly"
        tags = ["sales", "departments"]
        one_sheet = True
        departments = Bar("Departments", sales, x="department", y="sum(sales)")
    """

    # The class only gathers its parts; whether they make sense is said by reports.checks, all at once.

    owner: ClassVar[str] = ""
    area: ClassVar[str] = ""
    tags: ClassVar[list[str]] = []
    one_sheet: ClassVar[bool] = False
    title: ClassVar[str]
    slug: ClassVar[str]
    fingerprint: ClassVar[str] = ""  # of this version; the registry, which knows the file, says it
    method: ClassVar[str] = ""  # the Markdown beside the file, as the registry has read it
    question: ClassVar[str]
    description: ClassVar[str]
    place: ClassVar[Place]

    parts: ClassVar[dict[str, Part]]
    inputs: ClassVar[dict[str, Filtered | Parameter]]  # whatever a person can set, in code order
    filter_parts: ClassVar[dict[str, Filtered]]  # `filters` is what most authors call theirs
    parameters: ClassVar[dict[str, Parameter]]
    queries: ClassVar[dict[str, Query]]
    visuals: ClassVar[dict[str, Visual]]  # with those inside rows, sections and tabs, in code order
    layout: ClassVar[tuple[Placed, ...]]

    def __init_subclass__(cls) -> None:
        words = split_class_name(cls.__name__)
        cls.place = place_of_author()
        cls.slug = "-".join(words).lower()  # the registry, which knows the file's name, has the last word
        if not isinstance(vars(cls).get("title"), str):
            cls.title = " ".join([words[0], *(each if each.isupper() else each.lower() for each in words[1:])])
        question, _, description = inspect.cleandoc(vars(cls).get("__doc__") or "").partition("\n")
        cls.question, cls.description = question.strip(), description.strip()
        cls._gather({name: each for name, each in vars(cls).items() if isinstance(each, Part)})

    @classmethod
    def _gather(cls, parts: dict[str, Part]) -> None:
        """Tell each part its name, and list the parts by what they are."""
        for name, part in parts.items():
            part.join(cls, name)
        placed = tuple(each for each in parts.values() if isinstance(each, Placed))
        flat = [each for item in placed for each in item.flat()]
        cls.parts = parts
        cls.layout = placed
        cls.inputs = {name: each for name, each in parts.items() if isinstance(each, Filtered | Parameter)}
        cls.filter_parts = {name: each for name, each in parts.items() if isinstance(each, Filtered)}
        cls.parameters = {name: each for name, each in parts.items() if isinstance(each, Parameter)}
        cls.queries = {name: each for name, each in parts.items() if isinstance(each, Query)}
        cls.visuals = {each.name: each for each in flat if isinstance(each, Visual)}

    @classmethod
    def queries_used(cls) -> list[Query]:
        """The queries that visuals read, in code order: what a press of Refresh runs."""
        read = {each.query for each in cls.visuals.values()}
        return [each for each in cls.queries.values() if each in read]

    @classmethod
    def comparisons_of(cls, query: Query) -> list[str]:
        """The earlier times that figures of this query are set against."""
        kpis = [each for each in cls.visuals.values() if isinstance(each, Kpi) and each.query is query]
        return list(dict.fromkeys(each.compare for each in kpis if each.compare))

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """The form before anyone has touched it. Relative dates stay relative, so it is the same every day."""
        form = {name: part.default_form() for name, part in cls.parameters.items()}
        for name, part in cls.filter_parts.items():
            form[name] = {field.name: field.default for field in part.settled if field.default is not None}
        return {name: form[name] for name in cls.inputs if form[name] is not None}

    @classmethod
    def clean(cls, form: Any, *, today: date) -> Inputs:
        """What a person asked for. Raises InputError, and nothing else, when the form can't be used."""
        return clean(cls, form, today=today)
