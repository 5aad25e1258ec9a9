"""The same choices for an earlier time: what a Kpi compares itself with."""

import dataclasses

from reports.compile.written import parts_used
from reports.declare import DateRange, Filters, Inputs, Query
from reports.declare.inputs import Chosen


def earlier(query: Query, inputs: Inputs, how: str) -> Inputs | None:
    """The inputs with the first date range that this query filters by moved back; None where none has both its ends."""
    for place, each in enumerate(inputs.chosen):
        if days := _days_before(each, query, inputs, how):
            chosen = [*inputs.chosen]
            chosen[place] = dataclasses.replace(each, value=days)
            return dataclasses.replace(inputs, chosen=tuple(chosen))
    return None


def _days_before(each: Chosen, query: Query, inputs: Inputs, how: str) -> DateRange | None:
    """Nothing for what is no date range of a Filters: an exclusion has days of its own, which stay."""
    value = each.value
    period = isinstance(inputs.report.parts[each.part], Filters) and each.part in parts_used(query, inputs)
    return value.before(how) if period and isinstance(value, DateRange) else None
