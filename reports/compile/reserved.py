"""Names that are words of SQL: Snowflake takes them for a column only in quotes.

The list is Snowflake's own, "Reserved & limited keywords", without those that are values, such as CURRENT_DATE.
"""

from sqlglot import exp

_LISTED = """
    ACCOUNT ALL ALTER AND ANY AS BETWEEN BY CASE CAST CHECK COLUMN CONNECT CONNECTION CONSTRAINT CREATE CROSS CURRENT
    DATABASE DELETE DISTINCT DROP ELSE EXISTS FOLLOWING FOR FROM FULL GRANT GROUP GSCLUSTER HAVING ILIKE IN INCREMENT
    INNER INSERT INTERSECT INTO IS ISSUE JOIN LATERAL LEFT LIKE MINUS NATURAL NOT OF ON OR ORDER ORGANIZATION QUALIFY
    REGEXP REVOKE RIGHT RLIKE ROW ROWS SAMPLE SCHEMA SELECT SET SOME START TABLE TABLESAMPLE THEN TO TRIGGER TRY_CAST
    UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHENEVER WHERE WITH
"""
WORDS = frozenset(_LISTED.split())


def quote_words_of_sql(tree: exp.Expr) -> None:
    """Put such names of this tree in quotes, in capitals as Snowflake reads what stands in none."""
    for name in tree.find_all(exp.Identifier):
        if not name.args.get("quoted") and name.name.upper() in WORDS:
            name.set("this", name.name.upper())
            name.set("quoted", True)
