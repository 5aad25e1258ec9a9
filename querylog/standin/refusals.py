"""What the stand-in refuses, because its answer would be wrong or because it would leave the warehouse.

Refused are names by which DuckDB reaches the machine's files, and functions that DuckDB has too, under the same name
but with another answer than Snowflake's.
"""

from sqlglot import Expr, exp

from querylog.standin.errors import refuse, unsupported

# The statements that the stand-in runs; everything else could change the server or read its files.
RUNNABLE = (
    exp.Query,
    exp.Show,
    exp.Describe,
    exp.Use,
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Merge,
    exp.Drop,
    exp.TruncateTable,
    exp.Transaction,
    exp.Commit,
    exp.Rollback,
)
CREATABLE = {"TABLE", "VIEW", "SCHEMA"}

# Same name in DuckDB, or silently dropped by the translation, with another answer.
DIFFERENT = {
    "HASH": "HASH",
    "HASH_AGG": "HASH_AGG",
    "HLL": "HLL",
    "APPROX_PERCENTILE": "APPROX_PERCENTILE",
    "APPROX_TOP_K": "APPROX_TOP_K",
    "MINHASH": "MINHASH",
    "SPLIT_TO_TABLE": "SPLIT_TO_TABLE",
    "STRTOK_SPLIT_TO_TABLE": "STRTOK_SPLIT_TO_TABLE",
    "GENERATOR": "GENERATOR",
    "MATCH_RECOGNIZE": "MATCH_RECOGNIZE",
    "CONVERT_TIMEZONE": "CONVERT_TIMEZONE",
}
# DuckDB's doors to the machine and to itself.
DOORS = (
    "read_",
    "parquet_",
    "duckdb_",
    "pragma_",
    "sniff_",
    "glob",
    "query_table",
    "getenv",
    "which_secret",
    "arrow_scan",
)
FILE_ENDINGS = (".csv", ".parquet", ".json", ".jsonl", ".tsv", ".gz", ".db", ".duckdb", ".txt")
TABLE_FUNCTIONS = {"RESULT_SCAN", "QUERY_HISTORY", "FLATTEN"}


def refuse_what_we_lack(tree: Expr) -> None:
    """Fail with a Snowflake error for anything in the statement that would not be answered as Snowflake does."""
    if not isinstance(tree, RUNNABLE) and not _creates_something_plain(tree):
        unsupported(tree.key.upper())
    for node in tree.walk():
        if isinstance(node, exp.Func | exp.Anonymous):
            _check_function(node)
        elif isinstance(node, exp.Table):
            _check_table(node)
        elif isinstance(node, exp.PivotAny):
            unsupported("PIVOT (… ANY)")
        elif isinstance(node, exp.MatchRecognize):
            unsupported("MATCH_RECOGNIZE")
        elif isinstance(node, exp.Command | exp.Pragma | exp.Attach | exp.Copy | exp.Install):
            unsupported(node.key.upper())


def function_name(node: Expr) -> str:
    """The name of a function as it was written, in capitals."""
    return node.name.upper() if isinstance(node, exp.Anonymous) else node.sql_name().upper()  # type: ignore[attr-defined]


def _creates_something_plain(tree: Expr) -> bool:
    return (isinstance(tree, exp.Create) and tree.kind in CREATABLE) or (
        isinstance(tree, exp.Alter) and tree.args.get("kind") == "TABLE"
    )


def _check_function(node: Expr) -> None:
    name = function_name(node)
    if name in DIFFERENT:
        unsupported(DIFFERENT[name])
    if isinstance(node, exp.ToChar) and node.args.get("format") and _looks_like_a_number_format(node.args["format"]):
        unsupported("TO_CHAR of a number with a format")
    if name.lower().startswith(DOORS):
        refuse(2140, f"Unknown function {name}", state="42601")


def _looks_like_a_number_format(form: Expr) -> bool:
    return isinstance(form, exp.Literal) and any(letter in "90X$" for letter in form.name.upper())


def _check_table(table: exp.Table) -> None:
    name = table.name
    if isinstance(table.this, exp.Literal) or name.lower().endswith(FILE_ENDINGS) or "/" in name:
        refuse(2003, f"SQL compilation error: Object '{name}' does not exist or not authorized.", state="42S02")
    if isinstance(table.this, exp.Anonymous) and table.this.name.upper() not in TABLE_FUNCTIONS:
        refuse(2140, f"Unknown table function {table.this.name.upper()}", state="42601")
    if table.db.upper() in {"_FS_INFORMATION_SCHEMA", "PG_CATALOG"} or table.name.lower().startswith(
        ("duckdb_", "sqlite_")
    ):
        refuse(2003, f"SQL compilation error: Object '{name}' does not exist or not authorized.", state="42S02")
