"""What a query gives, worked out without a warehouse."""

from reports import Query, Report, compile
from tests.reports.a_library.visits import Visits


def test_the_columns_of_a_query_have_names_and_types():
    found = {name: kind.sql(dialect="snowflake") for name, kind in compile.columns(Visits.visits).items()}
    assert list(found) == ["DAY", "STORE", "REGION", "CUSTOMER_ID", "SPENT", "VISITS"]
    assert (found["DAY"], found["STORE"], found["CUSTOMER_ID"]) == ("DATE", "VARCHAR", "DECIMAL(38, 0)")


def test_a_star_is_spelled_out():
    class Starred(Report):
        stores = Query("with s as (select * from LOYALTY.CAMPAIGNS) select s.*, 1 as one from s")

    assert list(compile.columns(Starred.stores)) == ["CAMPAIGN_ID", "HOUSEHOLD_ID", "ONE"]
