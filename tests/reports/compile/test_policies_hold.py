"""Whatever a report asks: what comes out is what would, if the tables held nothing but what the person may see."""

import random
from dataclasses import dataclass
from decimal import Decimal

import pytest

from reports import Exclude, Field, Filters, Kpi, Query, Report, Require, compile
from reports.compile.policies import MASK
from reports.declare import Choices
from reports.policy import OPEN, OneOf, Policy, Share
from tests.reports.compile.by_hand import as_set
from tests.reports.compile.flat import TODAY
from tests.reports.compile.random_queries import query

TYPES = {"K": "NUMBER(10,0)", "R": "VARCHAR", "V": "NUMBER(10,0)", "S": "VARCHAR"}
DICE = random.Random(20261123)  # noqa: S311 - it is to be the same each time
TABLES = {
    name: [
        (key, DICE.choice(["N", "S", "E", None]), DICE.choice([1, 2, 3, None]), DICE.choice(["x", "y", None]))
        for key in range(rows)
    ]
    for name, rows in (("A", 14), ("B", 9))
}
# Views: one in the words of its own schema, one that names its columns, one that reads another.
VIEWS = {
    "AV": "create view @.AV as select * from A where K <> 3",
    "BV": "create view @.BV (K, R, V, S) as select K, S, V, R from @.B union all select K, R, V, S from @.A",
    "CV": "create view @.CV as with A as (select * from @.AV) select A.K, A.R, B.V, A.S from A join @.B on A.K = B.K",
}
POLICIES, SHORT, LONG = 24, 150, 10_000


@dataclass(frozen=True)
class Case:
    """A policy, and the schema whose tables hold only what it lets through."""

    number: int
    policy: Policy
    schema: str


def a_share(dice: random.Random) -> Share:
    values = {"R": ["N", "S", "E"], "K": [Decimal(each) for each in range(14)], "S": ["x", "y"], "V": [Decimal(2)]}
    rows = [
        # None of them: what somebody sees who has no value of the attribute that a policy asks for.
        OneOf(column, tuple(dice.sample(values[column], dice.randrange(len(values[column]) + 1))))
        for column in dice.sample(list(values), dice.choice([0, 1, 1, 2]))
    ]
    covered = dice.sample(["K", "R", "R", "V", "V", "S", "S"], dice.choice([0, 0, 1, 2]))
    hidden = covered[: dice.randrange(len(covered) + 1)]
    return Share(
        rows=tuple(rows),
        hidden={name: TYPES[name] for name in hidden},
        masked={name: TYPES[name] for name in covered if name not in hidden},
    )


def a_policy(dice: random.Random, schema: str) -> Policy:
    limited = dice.sample(list(TABLES), dice.choice([1, 2, 2]))
    limited += ["AV"] if dice.random() < 0.2 else []  # a view of which something is said is as good as a table
    shares = {f"{schema}.{name}": tuple(a_share(dice) for _ in range(dice.choice([0, 1, 1, 2, 3]))) for name in limited}
    views = {f"{schema}.{name}": sql.replace("@", schema) for name, sql in VIEWS.items()}
    return Policy.of(shares, home=schema, views=views, said=[f"{schema}.AV"] if dice.random() < 0.1 else [])


def what_is_seen(name: str, policy: Policy) -> list[tuple[object, ...]]:
    """The rows of a table, or of the view of which something is said, under a policy: worked out in Python."""
    rows = TABLES[name] if name in TABLES else [row for row in TABLES["A"] if row[0] != 3]
    shares = policy.tables.get(f"GOV.{name}", (Share(),))
    return [_as_seen(row, among) for row in rows if (among := [each for each in shares if _lets(each, row)])]


def _lets(share: Share, row: tuple[object, ...]) -> bool:
    told = dict(zip(TYPES, row, strict=True))
    return all(told[rule.column] is not None and told[rule.column] in rule.values for rule in share.rows)


def _as_seen(row: tuple[object, ...], shares: list[Share]) -> tuple[object, ...]:
    return tuple(_value(name, value, shares) for name, value in zip(TYPES, row, strict=True))


def _value(name: str, value: object, shares: list[Share]) -> object:
    if any(name not in share.hidden and name not in share.masked for share in shares):
        return value
    masked = any(name in share.masked for share in shares)
    return MASK if masked and TYPES[name] == "VARCHAR" else None


@pytest.fixture(scope="module")
def cases(cursor):
    """The tables, and for each policy those tables as they are under it."""

    def fill(schema, name, rows):
        columns = ", ".join(f"{column} {kind}" for column, kind in TYPES.items())
        cursor.execute(f"create or replace table {schema}.{name} ({columns})")
        if rows:
            marks = ", ".join(["(?, ?, ?, ?)"] * len(rows))
            cursor.execute(f"insert into {schema}.{name} values {marks}", [value for row in rows for value in row])

    def furnish(schema, tables):
        cursor.execute(f"create schema if not exists {schema}")
        cursor.execute(f"use schema {schema}")
        for name, rows in tables.items():
            fill(schema, name, rows)
        for name, sql in VIEWS.items():
            if name not in tables:
                cursor.execute(sql.replace("@", schema))

    made = [Case(number, a_policy(DICE, "GOV"), f"SEEN_{number}") for number in range(POLICIES)]
    for case in made:
        kept = [*TABLES, *(name for name in VIEWS if f"GOV.{name}" in case.policy.said)]
        furnish(case.schema, {name: what_is_seen(name, case.policy) for name in kept})
    furnish("GOV", TABLES)
    yield made
    for schema in ["GOV", *(case.schema for case in made)]:
        cursor.execute(f"drop schema {schema} cascade")


def report_on(schema: str, sql: str) -> type[Report]:
    """A report that reads the tables of this schema, with a query like this."""
    fields = [Field("R", kind="multi-select"), Field("V", kind="numeric range")]
    lines = Query(sql.replace("@", schema))
    again = Query(f"select a.K, a.R, b.V, a.S from {{lines}} as a join {schema}.B as b on b.K = a.K")
    parts = {
        "filters": Filters(f"{schema}.A", fields),
        "gone": Exclude("Leave out", f"{schema}.B", key="K", fields=fields),
        "needed": Require("Only who", f"{schema}.B", key="K", fields=fields),
        "lines": lines,
        "again": again,
        "rows": Kpi("Rows", lines, value="count(*)"),
        "more": Kpi("Rows", again, value="count(*)"),
    }
    return type("Random", (Report,), {"__doc__": "What is there?", "owner": "x", "area": "x", **parts})


def statements(schema: str, sql: str, form: dict[str, object], policy: Policy, *, lists: bool):
    """Everything that such a report asks of tables: its queries, its counts, its option lists, its bounds."""
    report = report_on(schema, sql)
    inputs = report.clean(form, today=TODAY)
    yield compile.base(report.lines, inputs, policy=policy)
    yield from (each.compiled for each in compile.keys([report.lines], inputs, policy=policy))
    if not lists:
        return
    yield compile.base(report.again, inputs, policy=policy)
    wanted = Choices(values=("N", "S", MASK), empty=True)
    for part in (report.filters, report.gone):
        beside = inputs.of(report.filters)[:1]
        yield compile.options(part, part.field("R"), policy=policy, search="n", beside=beside)
        yield compile.options(part, part.field("R"), policy=policy)
        yield compile.still_there(part, part.field("R"), wanted, policy=policy, beside=beside)
        yield compile.bounds(part, part.field("V"), policy=policy)


def check(cursor, cases, count, seed):
    dice = random.Random(seed)  # noqa: S311
    for number in range(count):
        case = cases[number * len(cases) // count]
        sql, form, lists = query(dice), a_form(dice), dice.random() < 0.2
        limited = ask(cursor, "GOV", statements("GOV", sql, form, case.policy, lists=lists))
        seen = ask(cursor, case.schema, statements(case.schema, sql, form, OPEN, lists=lists))
        assert limited == seen, (case, sql, form)


def ask(cursor, schema, asked):
    """What comes of each statement, where this schema is the one that needs no naming."""
    cursor.execute(f"use schema {schema}")
    found = []
    for compiled in asked:
        cursor.execute(compiled.sql, list(compiled.binds) or None)
        found.append(as_set(row.values() for row in cursor.fetch_arrow_all(force_return_table=True).to_pylist()))
    return found


def a_form(dice: random.Random) -> dict[str, object]:
    def chosen() -> dict[str, object]:
        return dice.choice([{}, {"R": ["N", "S"]}, {"R": [MASK, None]}, {"V": {"min": 2}}])

    return {"filters": chosen(), "gone": chosen(), "needed": chosen()}


def test_the_rows_of_random_queries_are_those_of_tables_that_were_filtered_first(cursor, cases):
    check(cursor, cases, SHORT, seed=1)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_the_rows_of_ten_thousand_random_queries_are_those_of_tables_that_were_filtered_first(cursor, cases):
    check(cursor, cases, LONG, seed=2)
