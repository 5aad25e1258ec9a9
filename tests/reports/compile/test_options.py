"""Option lists: the values of a field in the data."""

import pytest

from reports import compile
from reports.declare import InputError
from reports.policy import OPEN
from tests.reports.a_library.visits import Visits

STORE = Visits.filters.settled[2]


def test_values_come_with_their_rows_most_frequent_first():
    compiled = compile.options(Visits.filters, STORE, policy=OPEN)
    assert compiled.sql == (
        "SELECT STORE AS VALUE, COUNT(*) AS N, COUNT(*) OVER () AS VALUES_IN_ALL FROM SHOP.VISITS "
        "GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1 LIMIT 1000"
    )
    assert compiled.binds == ()


def test_a_search_is_bound_and_its_signs_mean_themselves():
    compiled = compile.options(Visits.filters, STORE, search="50%_^'", limit=5, policy=OPEN)
    assert " WHERE CAST(STORE AS VARCHAR) ILIKE ? ESCAPE '^' GROUP BY 1 ORDER BY MAX(IFF(" in compiled.sql
    assert compiled.sql.endswith(" LIMIT 5")
    assert compiled.binds == ("%50^%^_^^'%", "50^%^_^^'")


def test_a_search_that_no_column_can_hold_is_refused():
    with pytest.raises(InputError) as caught:
        compile.options(Visits.filters, STORE, search="a\0", policy=OPEN)
    assert caught.value.problems == ['visits.store: "a�" holds a NUL character, which no column can hold. Remove it.']
