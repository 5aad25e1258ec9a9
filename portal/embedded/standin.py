"""The stand-in warehouse, as a process that serves the grocery data."""

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

from portal.embedded.grocery import DATABASE, SCHEMA, WAREHOUSE_USER
from portal.embedded.ports import HOST
from portal.embedded.processes import Child, start
from portal.identities import CREDENTIALS, environment_name

ROOT = Path(__file__).resolve().parent.parent.parent


def start_standin(data: Path, port: int, *, quiet: bool = False) -> Child:
    """A stand-in that answers on this port with what is in `data`."""
    command: list[str | Path] = [sys.executable, "-m", "querylog.standin", "--data", data, "--port", str(port)]
    child = start("warehouse", command, folder=ROOT, quiet=quiet)
    child.wait_until(lambda: _healthy(port), seconds=60)
    return child


def standin_settings(data: Path, port: int) -> dict[str, str]:
    """The portal's settings that lead to this stand-in."""
    users = json.loads((data / "users.json").read_text())
    return {
        "SNOWFLAKE_ACCOUNT": "standin",
        "SNOWFLAKE_USER": WAREHOUSE_USER,
        **{environment_name(each): "" for each in CREDENTIALS},  # someone who works with Snowflake may have some set
        "SNOWFLAKE_PASSWORD": users[WAREHOUSE_USER]["password"],
        "SNOWFLAKE_DATABASE": DATABASE,
        "SNOWFLAKE_SCHEMA": SCHEMA,
        "SNOWFLAKE_WAREHOUSE": "DEMO_WH",
        "SNOWFLAKE_ROLE": "PORTICO_ROLE",
        "SNOWFLAKE_HOST": HOST,
        "SNOWFLAKE_PORT": str(port),
        "SNOWFLAKE_PROTOCOL": "http",
    }


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
