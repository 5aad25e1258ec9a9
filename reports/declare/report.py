"""Report: a class whose attributes are the parts of a report, in the order of the code."""

import inspect
from datetime import date
from typing import Any, ClassVar

from reports.declare.fields import Filters
from reports.declare.inputs import Inputs, clean
from reports.declare.part import Part, Place, place_of_author
from reports.declare.query import Query
from reports.declare.visuals import Row, Visual
from reports.declare.words import split_class_name


class Report:
    """A report: its docstring is the catalog's text, its attributes are its parts.

    The class only gathers them; whether they make sense is said by reports.checks, all at once.
    """

    owner: ClassVar[str] = ""
    area: ClassVar[str] = ""
    tags: ClassVar[list[str]] = []
    title: ClassVar[str]
    slug: ClassVar[str]
    question: ClassVar[str]
    description: ClassVar[str]
    place: ClassVar[Place]

    parts: ClassVar[dict[str, Part]]
    filter_parts: ClassVar[dict[str, Filters]]  # `filters` is what most authors call theirs
    queries: ClassVar[dict[str, Query]]
    visuals: ClassVar[dict[str, Visual]]  # with those inside rows, in code order
    layout: ClassVar[tuple[Row | Visual, ...]]

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
        placed = tuple(each for each in parts.values() if isinstance(each, Row | Visual))
        flat = [each for item in placed for each in (item.parts if isinstance(item, Row) else [item])]
        cls.parts = parts
        cls.layout = placed
        cls.filter_parts = {name: each for name, each in parts.items() if isinstance(each, Filters)}
        cls.queries = {name: each for name, each in parts.items() if isinstance(each, Query)}
        cls.visuals = {each.name: each for each in flat if isinstance(each, Visual)}

    @classmethod
    def queries_used(cls) -> list[Query]:
        """The queries that visuals read, in code order: what a press of Refresh runs."""
        read = {each.query for each in cls.visuals.values()}
        return [each for each in cls.queries.values() if each in read]

    @classmethod
    def defaults(cls) -> dict[str, dict[str, Any]]:
        """The form before anyone has touched it. Relative dates stay relative, so it is the same every day."""
        return {
            name: {field.name: field.default for field in part.fields if field.default is not None}
            for name, part in cls.filter_parts.items()
        }

    @classmethod
    def clean(cls, form: Any, *, today: date) -> Inputs:
        """What a person asked for. Raises InputError, and nothing else, when the form can't be used."""
        return clean(cls, form, today=today)
