"""A model's rows as SQL: features from before each cut-off, what came after it, and what the model expects.

The expectation is reckoned in the warehouse, over the rows that the policy of whoever asks lets through: it is a column
like any other, and whoever may not see a row has nothing of it in what is expected either.
"""

from datetime import date, timedelta
from typing import Any

from reports.declare import Drivers, Inputs, Model, Sql
from reports.declare.words import spoken

SOME_DAY = date(2000, 1, 3)  # where nobody has said which day it is, nothing is sent either
UNTRAINED = "cast(null as float)"

ROWS = """
select features.cutoff as cutoff, features.{key} as {key}, {names},
       iff(dateadd(week, {weeks}, features.cutoff) <= {{now}}, coalesce(came.made, 0), null) as actual,
       coalesce(went.made, 0) as carried, {{expected}} as expected
from (
    select cutoff, {key}, {features}
    from ({before}) as seen
    group by cutoff, {key}
) as features
left join ({after}) as came on came.cutoff = features.cutoff and came.{key} = features.{key}
left join ({same}) as went on went.cutoff = features.cutoff and went.{key} = features.{key}
"""
EVENTS = """
select events.*, days.cutoff as cutoff, datediff(day, events.{when}, days.cutoff) as days_ago
from {{{history}}} as events cross join ({days}) as days
where {span}
"""
MADE = "select cutoff, {key}, {target} as made from ({events}) as events group by cutoff, {key}"
DRIVER = "select cast({{feature_{n}}} as text) as feature, cast({{importance_{n}}} as float) as importance"


def rows_of(model: Model, inputs: Inputs) -> Sql:
    """The SELECT of a model, with the cut-offs and the trained version as its pieces."""
    now, past = model.cutoffs(inputs.today or SOME_DAY)
    cutoffs = inputs.cutoffs or (now, past)
    trained = inputs.trained.get(model.model)
    text = ROWS.format(
        key=model.key,
        weeks=model.weeks,
        names=", ".join(f"features.{name} as {name}" for name in model.features),
        features=", ".join(f"{sql} as {name}" for name, sql in model.features.items()),
        before=_events(model, cutoffs, "events.{when} < days.cutoff"),
        after=_made(model, cutoffs, "events.{when} >= days.cutoff and events.{when} < {after}"),
        same=_made(model, cutoffs, "events.{when} < days.cutoff and events.{when} >= {before}"),
    )
    pieces: dict[str, Any] = {f"cutoff_{n}": day for n, day in enumerate(cutoffs)}
    return Sql(text, now=now, expected=Sql(trained.expected if trained else UNTRAINED), **pieces)


def drivers_of(drivers: Drivers, inputs: Inputs) -> Sql:
    """The SELECT of what matters to a model: bound values, as they were found when it was trained."""
    trained = inputs.trained.get(drivers.of.model)
    if not trained or not trained.drivers:
        return Sql("select cast(null as text) as feature, cast(null as float) as importance where false")
    selects = [DRIVER.format(n=n) for n in range(len(trained.drivers))]
    pieces: dict[str, Any] = {}
    for n, (feature, importance) in enumerate(trained.drivers):
        pieces |= {f"feature_{n}": spoken(feature), f"importance_{n}": importance}
    return Sql(" union all ".join(selects), **pieces)


def training_cutoffs(model: Model, today: date, *, times: int = 4, apart: int = 2) -> tuple[date, tuple[date, ...]]:
    """The cut-off to try the model on, and those to learn from, `apart` weeks: all of what they tell was known then."""
    tried = model.cutoffs(today)[1]
    newest = tried - timedelta(weeks=model.weeks)
    return tried, tuple(newest - timedelta(weeks=apart * n) for n in range(times))


def _made(model: Model, cutoffs: tuple[date, ...], span: str) -> str:
    return MADE.format(key=model.key, target=model.target, events=_events(model, cutoffs, span))


def _events(model: Model, cutoffs: tuple[date, ...], span: str) -> str:
    """The rows of the history within this span of each cut-off."""
    days = " union all ".join(f"select cast({{cutoff_{n}}} as date) as cutoff" for n in range(len(cutoffs)))
    after, before = (f"dateadd(week, {n}, days.cutoff)" for n in (model.weeks, -model.weeks))
    where = span.format(when=model.when, after=after, before=before)
    return EVENTS.format(when=model.when, history=model.history.name, days=days, span=where)
