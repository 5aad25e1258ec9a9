"""Measures that several reports show, under one name and in one format: change one here, and it changes everywhere.

Each is SQL over the columns that the reports' queries agree on: `sales`, `units`, `household_id`, `basket_id`.
"""

from reports import Measure

SALES = Measure("sum(sales)", label="Sales", format="money")
UNITS = Measure("sum(units)", label="Units", format="count")
HOUSEHOLDS = Measure("count(distinct household_id)", label="Households", format="count")
TRIPS = Measure("count(distinct basket_id)", label="Trips", format="count")
SALES_PER_HOUSEHOLD = Measure(
    "sum(sales) / nullif(count(distinct household_id), 0)", label="Sales per household", format="money"
)
SALES_PER_TRIP = Measure("sum(sales) / nullif(count(distinct basket_id), 0)", label="Sales per trip", format="money")
TRIPS_PER_HOUSEHOLD = Measure(
    "count(distinct basket_id) / nullif(count(distinct household_id), 0)", label="Trips per household", format="number"
)
