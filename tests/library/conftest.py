"""What a report shows, and the data it shows: asked straight on DuckDB, past the portal and past the stand-in."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from portal.embedded.grocery import DATABASE, SCHEMA
from tests.library.pressed import Pressed, press
from tests.services import services

pressed: dict[tuple[str, str], Pressed] = {}


@pytest.fixture
def shown(people) -> Callable[..., Pressed]:
    """What Ana's press of a report's Refresh shows. The same press is made once, for all tests."""

    def show(slug: str, **inputs: Any) -> Pressed:
        asked = slug, repr(inputs)
        if asked not in pressed:
            pressed[asked] = press(slug, people["ana"], **inputs)
        return pressed[asked]

    return show


@pytest.fixture(scope="session")
def duck(tmp_path_factory) -> Iterator[Callable[..., Any]]:
    """Ask DuckDB, in its own SQL, of a copy of the warehouse's file: `duck("select …", value)`.

    One value where the answer is one row of one column, else a list of tuples. $1, $2, … stand for the values.
    """
    copy = shutil.copy(services.data / f"{DATABASE}.db", tmp_path_factory.mktemp("duck") / "copy.duckdb")
    with duckdb.connect(copy, read_only=True) as connection:
        connection.execute(f"use {connection.execute('select current_database()').fetchone()[0]}.{SCHEMA}")

        def ask(sql: str, *values: Any) -> Any:
            found = connection.execute(sql, values).fetchall()
            return found[0][0] if len(found) == len(found[0]) == 1 else found

        yield ask
