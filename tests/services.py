"""The servers that the tests run against: real PostgreSQL and Valkey, and the stand-in with the real grocery data.

A pytest plugin, loaded before Django's settings are: it names the addresses at once and starts the servers later.
"""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from portal.embedded.postgres_files import forget_postgres
from portal.embedded.processes import say
from portal.embedded.services import Ports, Services
from portal.embedded.trouble import CannotStart

ROOT = Path(__file__).parent.parent
STATE = Path(os.environ.get("PORTICO_STATE") or ROOT / ".local" / "test")
LENT = os.environ.get("PORTICO_TEST_PORTS", "")  # of servers that run already, on STATE: see tests/holes
TODAY = date(2026, 11, 16)  # a Monday: the data end on the Sunday before


def _load_anew_when_the_day_changed(services: Services) -> None:
    """Data of another day would make tests pass or fail for no reason of today."""
    stamp = services.data / "loaded-for"
    if services.data.exists() and (not stamp.exists() or stamp.read_text() != str(TODAY)):
        shutil.rmtree(services.data)
    services.load()
    stamp.write_text(str(TODAY))


services = Services(STATE, Ports(*map(int, LENT.split())) if LENT else Ports.free(), today=TODAY, quiet=True)
if not LENT:
    _load_anew_when_the_day_changed(services)
os.environ.update(
    {
        **services.environment(),
        "DATABASE_URL": services.environment()["DATABASE_OWNER_URL"],  # a test run makes databases
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "a-secret-of-the-tests-that-is-long-enough-for-django",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "HTTPS": "0",
        "TODAY": str(TODAY),
        "PEOPLE_PASSWORD": "the-people-of-the-tests",
        "LOG_LEVEL": "WARNING",
        "FRESH_SECONDS": "0",  # each Refresh asks anew, but in the tests of reuse
    }
)


def pytest_configure(config: pytest.Config) -> None:
    if not LENT and not config.option.collectonly and not config.option.help:
        try:
            services.__enter__()
        except CannotStart as trouble:
            pytest.exit(str(trouble), returncode=3)
        say("PostgreSQL, Valkey and the stand-in warehouse run for the tests")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not LENT:
        services.__exit__()
        forget_postgres(STATE)
