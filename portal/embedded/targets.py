"""LOYALTY.TARGETS: what each department was to sell in each week. Made up from the sales, by one rule.

Quarters have 13 weeks, and of the newest one nine are over. For a quarter, a department is to sell in each week 2 %
more than it did in an average one of the quarter before (of its whole weeks in the data), in whole dollars. Departments
with less than 1 % of all sales have no target. The first weeks have none either: no quarter stands before them.
"""

WEEKS_OVER, WEEKS_OF_A_QUARTER = 9, 13
TARGETS = """
    CREATE TABLE {schema}.TARGETS AS
    WITH span AS (
        SELECT CAST(date_trunc('week', min(PURCHASED_ON) + 6) AS DATE) AS first_week,
               CAST(max(PURCHASED_ON) + 1 AS DATE) - 7 * {over} AS this_quarter
        FROM {schema}.BASKETS
    ),
    weeks AS (
        SELECT CAST(date_trunc('week', PURCHASED_ON) AS DATE) AS week, DEPARTMENT, sum(SALES_VALUE) AS sales
        FROM {schema}.BASKETS, span
        WHERE PURCHASED_ON >= first_week
        GROUP BY ALL
    ),
    large AS (
        SELECT DEPARTMENT FROM {schema}.BASKETS GROUP BY DEPARTMENT
        HAVING sum(SALES_VALUE) >= 0.01 * (SELECT sum(SALES_VALUE) FROM {schema}.BASKETS)
    ),
    quarters AS (
        SELECT this_quarter - 7 * {length} * back AS begins,
               greatest(begins - 7 * {length}, first_week) AS measured_from
        FROM span, (SELECT CAST(range AS INTEGER) AS back FROM range(4))
        WHERE begins > first_week
    ),
    weekly AS (
        SELECT begins, DEPARTMENT, round(1.02 * sum(sales) / (any_value(begins - measured_from) / 7)) AS target
        FROM quarters
        JOIN weeks ON week >= measured_from AND week < begins
        JOIN large USING (DEPARTMENT)
        GROUP BY ALL
    )
    SELECT CAST(begins + 7 * number AS DATE) AS WEEK, CAST(begins AS DATE) AS QUARTER_FROM, DEPARTMENT,
           CAST(target AS DECIMAL(12, 2)) AS SALES_TARGET
    FROM weekly, (SELECT CAST(range AS INTEGER) AS number FROM range({length}))
    ORDER BY ALL
"""


def table(schema: str) -> str:
    """The statement that makes the table."""
    return TARGETS.format(schema=schema, over=WEEKS_OVER, length=WEEKS_OF_A_QUARTER)
