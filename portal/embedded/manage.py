"""One of the portal's commands, with the settings of the demo: `python -m portal.embedded manage checkreports`."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from portal.embedded.private import write_privately
from portal.embedded.trouble import CannotStart

ROOT = Path(__file__).resolve().parents[2]


def remember_settings(state: Path, settings: Mapping[str, str]) -> None:
    """Keep what the processes of the demo are given, for commands that a person runs beside it."""
    write_privately(_file(state), json.dumps(settings, indent=2))


def manage(state: Path, command: Sequence[str]) -> NoReturn:
    """Become `manage.py` with this command. Raises CannotStart when there has been no demo on this state folder."""
    if not _file(state).exists():
        raise CannotStart("No demo has been started here yet, so there is nothing to run it with. Start `make demo`.")
    settings = json.loads(_file(state).read_text())
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "manage.py", *command], {**os.environ, **settings})  # noqa: S606 - no shell is meant


def _file(state: Path) -> Path:
    return state / "settings.json"
