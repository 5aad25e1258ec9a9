"""A process that has the libraries loaded, and forks for each run of pytest: starting up takes longer than most tests.

It reads a run as a line of JSON, and answers with how it ended. Of our own code it loads nothing: each run loads that
as it is then.
"""

import importlib
import json
import os
import signal
import sys

import pytest

LIBRARIES = (
    "allauth dash dash_ag_grid django.test flask numpy orjson plotly psycopg_pool pyarrow.compute pyarrow.csv "
    "pyarrow.parquet requests rq snowflake.connector sqlglot.dialects.snowflake xlsxwriter yaml"
)


def main() -> None:
    for name in LIBRARIES.split():
        importlib.import_module(name)
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if not child:
            _run(**wanted)
        _, status = os.waitpid(child, 0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status)}), flush=True)


def _run(arguments: list[str], output: str, seconds: int) -> None:
    """Run pytest and end; a run that takes too long is ended by its alarm."""
    signal.alarm(seconds)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(file, 1)
    os.dup2(file, 2)
    code = 70  # what pytest itself never says
    try:
        code = int(pytest.main(arguments))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
