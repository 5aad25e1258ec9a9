"""Every kind of part, filled in by someone who means harm: what is chosen is bound, and the text stays the author's."""

import contextlib
import json

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import compile
from reports.declare import InputError
from reports.declare.values import Match
from reports.policy import OPEN
from tests.reports.compile.everything import Everything
from tests.reports.compile.flat import TODAY
from tests.reports.compile.test_hostile import DATES, HOLDABLE, JSON, LONG, NUMBER, NUMBERS, SHORT, WORD, WORDS

MATCHED = st.one_of(
    WORDS,
    st.dictionaries(st.one_of(st.sampled_from([*Match]).map(str), WORD), WORDS, max_size=2),
    st.fixed_dictionaries({"empty": st.one_of(st.booleans(), JSON)}),
)
DATED = st.one_of(DATES, st.fixed_dictionaries({"empty": st.one_of(st.booleans(), JSON)}))
FORM = st.fixed_dictionaries(
    {},
    optional={
        "filters": st.fixed_dictionaries(
            {},
            optional={
                "purchased_on": DATED,
                "transaction_timestamp": DATED,
                "department": MATCHED,
                "store_id": st.one_of(st.lists(st.one_of(NUMBER, st.integers().map(str)), max_size=130), MATCHED),
                "sales_value": NUMBERS,
            },
        ),
        "returned": st.fixed_dictionaries({}, optional={"redemption_date": DATED, "campaign_id": NUMBERS}),
        "reached": st.fixed_dictionaries({}, optional={"campaign_id": MATCHED}),
        "grain": st.one_of(st.sampled_from(["Day", "Week"]), JSON),
        "discounted": st.one_of(st.booleans(), JSON),
        "least": st.one_of(st.floats(-1000, 1000), NUMBER, JSON),
        "word": WORD,
        "by": st.one_of(st.lists(st.sampled_from(["Brand", "Income", "Age"]), max_size=3), JSON),
    },
)


def values(count, numbers=False):
    """As many values as there were: what differs between two forms of one shape."""
    one = st.integers(0, 10**9) if numbers else HOLDABLE.filter(str.strip)
    return st.lists(one, min_size=count, max_size=count, unique=True)


@st.composite
def two_of_one_shape(draw):
    """Two forms that choose the same things in the same ways, with other values."""
    match, count = draw(st.sampled_from([*Match]).map(str)), draw(st.integers(1, 5))
    grain, on, by = draw(st.sampled_from(["Day", "Week"])), draw(st.booleans()), draw(st.sampled_from(["Brand", "Age"]))

    def form():
        return {
            "filters": {
                "department": {match: draw(values(count))},
                "store_id": draw(values(count, numbers=True)),
                "sales_value": {"min": draw(st.integers(0, 100))},
            },
            "reached": {"campaign_id": draw(values(count, numbers=True))},
            "grain": grain,
            "discounted": on,
            "least": draw(st.integers(1, 1000)),
            "word": draw(st.sampled_from(["a'b", 'c"d', "--", "e;f", "\\"])),
            "by": [by],
        }

    return form(), form()


def statements(inputs):
    """Everything that a press of Refresh with these inputs would send to the tables."""
    queries = list(Everything.queries.values())
    found = [compile.base(query, inputs, policy=OPEN) for query in queries]
    return [*found, *(each.compiled for each in compile.keys(queries, inputs, policy=OPEN))]


def literals(sql):
    tree = sqlglot.parse_one(sql, dialect="snowflake")
    return {each.name for each in tree.find_all(sqlglot.exp.Literal) if each.is_string}


# What the author's own SQL holds, or what we write around it.
OURS = set().union(
    *(
        literals(each.sql)
        for grain in ("Day", "Week")
        for each in statements(Everything.clean({"grain": grain, "by": ["Brand", "Age"], "word": "x y z"}, today=TODAY))
    )
) | {"^", "All"}


def a_form_is_harmless(form):
    with contextlib.suppress(InputError):
        inputs = Everything.clean(form, today=TODAY)
        assert Everything.clean(json.loads(json.dumps(inputs.as_form())), today=TODAY) == inputs
        assert isinstance(inputs.summary(), str)
        for each in statements(inputs):
            tree = sqlglot.parse_one(each.sql, dialect="snowflake")
            assert tree.sql(dialect="snowflake") == each.sql
            assert len(list(tree.find_all(sqlglot.exp.Placeholder))) == len(each.binds)
            assert literals(each.sql) <= OURS


@SHORT
@given(FORM)
def test_no_form_of_any_part_becomes_sql(form):
    a_form_is_harmless(form)


@SHORT
@given(two_of_one_shape())
def test_forms_of_one_shape_have_one_text(forms):
    first, second = ([each.sql for each in statements(Everything.clean(form, today=TODAY))] for form in forms)
    assert first == second


@pytest.mark.long
@pytest.mark.timeout(7200)
@settings(LONG, max_examples=20_000)
@given(FORM)
def test_twenty_thousand_forms_of_every_part_become_no_sql(form):
    a_form_is_harmless(form)
