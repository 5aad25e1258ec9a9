"""The households of an exported audience are those that the shop's own tables have under its criteria."""

from tests.library.conftest import duck  # noqa: F401 - a fixture
from tests.portal.audiences.conftest import address, files, rows

BOUGHT_DELI = """
    select distinct household_id from TRANSACTIONS join PRODUCTS using (product_id)
    where department = 'DELI' and cast(transaction_timestamp as date) between '2026-08-24' and '2026-11-15'
"""


def test_who_bought_in_the_period_is_in_the_audience_and_nobody_else(rae, run, duck):  # noqa: F811
    content = files(rae.post(address(run), {"purpose": ""}))["audience.csv"]
    assert sorted(duck(BOUGHT_DELI)) == [(int(each),) for (each,) in rows(content)[1:]]
