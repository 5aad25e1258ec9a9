"""What a person chose, as a query's function reads it: by the parts' names."""

from typing import Any

from reports.declare.fields import Filtered
from reports.declare.inputs import Inputs
from reports.declare.words import did_you_mean


class Given:
    """What the person chose, as the function of a query gets it: `given.least` is a parameter's value.

    `given.filters.department` is what was chosen in a field, or None. By the field's kind it has `.first` and `.last`
    (dates), `.values` and `.match`, `.low` and `.high` (numbers), or `.yes`; `.empty` where only empty ones are wanted.
    Dates have `.before("previous period")`, too, the range that a Kpi compares with, or None while an end is open.
    Names that nothing has raise AttributeError with the nearest match.

        def narrowed(given: Given) -> Sql:
            by = "brand" if given.filters.department else "department"
            return Sql("select {by} as name, sum(sales) as sales from {sales} group by all", by=Sql(by))


        narrower = Query(narrowed)
    """

    def __init__(self, values: dict[str, Any], what: str) -> None:
        vars(self).update(_values=values, _what=what)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"{self._what} has no {name}.{did_you_mean(name, self._values)}") from None


def given(inputs: Inputs) -> Given:
    """What the function of a query gets."""
    values: dict[str, Any] = {}
    for name, part in inputs.report.inputs.items():
        if isinstance(part, Filtered):
            chosen = {each.field.name: each.value for each in inputs.of(part)}
            values[name] = Given({each.name: chosen.get(each.name) for each in part.settled}, name)
        else:
            values[name] = inputs.setting(part)
    return Given(values, inputs.report.slug)
