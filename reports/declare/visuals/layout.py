"""How visuals stand on the page: side by side, under a heading, behind tabs. The order is the code's."""

from collections.abc import Iterator
from typing import Any, ClassVar

from reports.declare.part import place_of_author
from reports.declare.visuals.base import Placed, Visual
from reports.declare.words import slug


class Group(Placed):
    """Things that stand together."""

    takes: ClassVar[str] = "visuals, and nothing else, such as Row(Kpi(…), Kpi(…))"
    title: str = ""

    def __init__(self, *parts: Placed, **options: Any) -> None:
        self.parts = parts
        self.place = place_of_author()
        name = type(self).__name__
        self.slips = tuple(f"{name} has no option {each}. It takes {self.takes}." for each in options)

    def flat(self) -> Iterator[Placed]:
        yield self
        for each in self.parts:
            if isinstance(each, Placed):
                yield from each.flat()

    def misplaced(self) -> bool:
        """True when something in it does not belong there."""
        return not self.parts or not all(isinstance(each, Visual) for each in self.parts)

    def join(self, report: type, name: str) -> None:
        """Belong to this report, and give each thing in it its name.

        The name comes from the title, not the position: the log and saved links name visuals, and a visual put in
        front of the others must not make an old name mean a new visual.
        """
        super().join(report, name)
        taken: set[str] = set()
        for number, each in enumerate([each for each in self.parts if isinstance(each, Placed)], start=1):
            called = slug(str(getattr(each, "title", "")), between="_") or str(number)
            own = f"{name}_{called}"
            own = f"{own}_{number}" if own in taken else own
            taken.add(own)
            each.join(report, own)


class Row(Group):
    """Visuals side by side: its `parts`.

    They share the width of the page equally; where it is narrow, they stand below each other.

        headline = Row(Kpi("Sales", sales, "sum(sales)"), Kpi("Households", sales, "count(distinct household_id)"))
    """


class Section(Group):
    """Visuals, rows of them and Markdown, under a heading.

    The `title` comes first, then the `parts` that stand under it.

        weeks = Section("Week by week", Line("Sales by week", sales, x="week", y="sum(sales)"))
    """

    takes = 'a title, then visuals, rows and Markdown, such as Section("Who buys", Line(…), Row(…))'

    def __init__(self, title: str, *parts: Placed, **options: Any) -> None:
        super().__init__(*parts, **options)
        self.title = title

    def misplaced(self) -> bool:
        fits = all(isinstance(each, Placed) and not isinstance(each, Section | Tabs) for each in self.parts)
        return not isinstance(self.title, str) or not self.title.strip() or not self.parts or not fits


class Tabs(Group):
    """Sections of which one is seen at a time.

    The titles of its `parts` are the tabs; the first one is open.

        views = Tabs(
            Section("Weeks", Line("Sales by week", sales, x="week", y="sum(sales)")),
            Section("Brands", Pie("Sales by brand", sales, by="brand", value="sum(sales)")),
        )
    """

    takes = "sections, and nothing else, such as Tabs(Section(…), Section(…))"

    def misplaced(self) -> bool:
        return not self.parts or not all(isinstance(each, Section) for each in self.parts)
