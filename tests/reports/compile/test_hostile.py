"""Whatever a browser sends: no character of it becomes SQL, and nothing is raised but InputError."""

import contextlib
import json
from datetime import date

import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports import compile
from reports.compile import Pick, TablePage
from reports.declare import PRESETS, InputError
from reports.policy import OPEN
from tests.reports.a_library.visits import Visits
from tests.reports.compile.flat import QUERY_ID, TODAY

NASTY = [
    *(
        "'",
        "''",
        '"',
        "\\",
        "\\'",
        "--",
        "/*",
        "*/",
        ";",
        "$$",
        "?",
        ":portico_bind_0",
        "{filters}",
        "%",
        "\0",
        "\ud800",
    ),
    *("' or 1=1 --", "\\'; drop table x; --", "𝔘", "\u202e", "ſ", "İ", "\r\n", "NaN", "1e999999999", "", " " * 1001),
]
WORD = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=20), st.lists(st.sampled_from(NASTY), max_size=5).map("".join)
)
NUMBER = st.one_of(st.integers(), st.floats(), st.sampled_from([10**40, -(10**4000), 1e308, True]))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBER, WORD),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORD, inner, max_size=4)),
    max_leaves=12,
)
DAY = st.one_of(st.dates().map(str), WORD, JSON)
DATES = st.one_of(
    st.fixed_dictionaries({"preset": st.one_of(st.sampled_from(list(PRESETS)), WORD)}),
    st.fixed_dictionaries({}, optional={"from": DAY, "to": DAY}),
    JSON,
)
WORDS = st.one_of(st.lists(st.one_of(WORD, st.none()), max_size=130), JSON)
NUMBERS = st.one_of(st.fixed_dictionaries({}, optional={"min": NUMBER, "max": NUMBER}), JSON)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "visited_on": DATES,
        "visited_at": DATES,
        "store": WORDS,
        "customer_id": st.one_of(st.lists(st.one_of(NUMBER, st.integers().map(str)), max_size=130), WORDS),
        "spent": NUMBERS,
        "loyal": st.one_of(st.booleans(), JSON),
    },
)
FORM = st.one_of(
    st.fixed_dictionaries({"filters": FIELDS, "places": st.fixed_dictionaries({"region": WORDS})}),
    st.fixed_dictionaries({"filters": FIELDS}),
    JSON,
)
# Values that a column can hold, however they look: none of them may be refused.
HOLDABLE = st.one_of(
    st.sampled_from([word for word in NASTY if len(word) <= 1000 and "\0" not in word and "\ud800" not in word]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
)
MONEY = st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map(float)
HOLDABLE_FORM = st.fixed_dictionaries(
    {
        "filters": st.fixed_dictionaries(
            {"store": st.lists(st.one_of(HOLDABLE, st.none()), max_size=130)},
            optional={
                "visited_on": st.sampled_from(list(PRESETS)).map(lambda preset: {"preset": preset}),
                "visited_at": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(lambda day: {"to": str(day)}),
                "customer_id": st.lists(st.integers(-(10**27), 10**27), max_size=130),
                "spent": st.one_of(MONEY.map(lambda low: {"min": low}), MONEY.map(lambda high: {"max": high})),
                "loyal": st.booleans(),
            },
        ),
        "places": st.fixed_dictionaries({"region": st.lists(HOLDABLE, max_size=5)}),
    }
)
PICKS = st.lists(st.builds(Pick, st.one_of(st.sampled_from(["store", "day", "region"]), JSON), JSON), max_size=3)
PAGE = st.builds(TablePage, offset=JSON, limit=JSON, sort=st.one_of(st.sampled_from(["STORE", "", "COUNT"]), JSON))
SHORT = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(SHORT, max_examples=100_000)


def holds_no_value_as_text(compiled):
    """The text is what sqlglot writes for its own tree, with as many marks as values and no literal of a person's."""
    tree = sqlglot.parse_one(compiled.sql, dialect="snowflake")
    assert tree.sql(dialect="snowflake") == compiled.sql
    assert len(list(tree.find_all(sqlglot.exp.Placeholder))) == len(compiled.binds)
    literals = {each.name for each in tree.find_all(sqlglot.exp.Literal) if each.is_string}
    assert literals <= {"MONTH", "Other", "^", QUERY_ID}


def a_form_is_harmless(form):
    with contextlib.suppress(InputError):
        a_form_is_taken_and_harmless(form)


def a_form_is_taken_and_harmless(form):
    inputs = Visits.clean(form, today=TODAY)
    holds_no_value_as_text(compile.base(Visits.visits, inputs, policy=OPEN))
    assert Visits.clean(json.loads(json.dumps(inputs.as_form())), today=TODAY) == inputs
    assert isinstance(inputs.summary(), str)


def a_slice_is_harmless(picks, page):
    for visual in Visits.visuals.values():
        with contextlib.suppress(InputError):
            holds_no_value_as_text(compile.slice(visual, QUERY_ID, picks, page=page))


def a_search_is_harmless(search):
    with contextlib.suppress(InputError):
        holds_no_value_as_text(compile.options(Visits.filters, Visits.filters.settled[2], search=search, policy=OPEN))


@SHORT
@given(HOLDABLE_FORM)
def test_values_that_a_column_can_hold_are_taken_and_do_not_become_sql(form):
    a_form_is_taken_and_harmless(form)


@SHORT
@given(FORM)
def test_no_form_becomes_sql(form):
    a_form_is_harmless(form)


@settings(SHORT, max_examples=100)
@given(PICKS, PAGE)
def test_no_pick_and_no_page_becomes_sql(picks, page):
    a_slice_is_harmless(picks, page)


@settings(SHORT, max_examples=100)
@given(WORD)
def test_no_search_becomes_sql(search):
    a_search_is_harmless(search)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(LONG, max_examples=50_000)
@given(HOLDABLE_FORM)
def test_fifty_thousand_forms_that_a_column_can_hold_become_no_sql(form):
    a_form_is_taken_and_harmless(form)


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(FORM)
def test_a_hundred_thousand_forms_become_no_sql(form):
    a_form_is_harmless(form)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(LONG, max_examples=20_000)
@given(PICKS, PAGE)
def test_twenty_thousand_picks_become_no_sql(picks, page):
    a_slice_is_harmless(picks, page)


def test_a_form_deeper_than_python_can_follow_is_refused():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InputError):
        Visits.clean({"filters": {"store": deep, "spent": deep}}, today=TODAY)
