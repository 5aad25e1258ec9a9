"""What reports are checked against: the raw tables, in DuckDB's own SQL."""

# Each line of the last twelve weeks with its product: what reports show by default.
LINES = """
    (select * from TRANSACTIONS left join PRODUCTS using (PRODUCT_ID)
     where TRANSACTION_TIMESTAMP >= '2026-08-24' and TRANSACTION_TIMESTAMP < '2026-11-16')
"""
