"""A declaration is inert: reading one costs next to nothing and starts nothing."""

import subprocess
import sys

HEAVY = ("django", "dash", "plotly", "sqlglot", "pyarrow", "snowflake", "querylog", "portal")


def test_the_authors_vocabulary_imports_nothing_heavy():
    ask = f"import sys, reports.library.category_performance; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.strip() == "[]"
