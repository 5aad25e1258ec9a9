"""`make demo`: the whole portal with real data on this machine, until Ctrl-C.

`python -m portal.embedded` starts it; `python -m portal.embedded forget` removes everything it has made;
`python -m portal.embedded manage …` runs a command of `manage.py` beside it, with its settings.
"""

import os
import shutil
import sys
from pathlib import Path

from portal.embedded.demo import Demo
from portal.embedded.manage import manage
from portal.embedded.postgres_files import forget_postgres
from portal.embedded.processes import say
from portal.embedded.trouble import CannotStart

STATE = Path(os.environ.get("PORTICO_STATE") or Path(__file__).resolve().parents[2] / ".local" / "demo")


def main() -> int:
    """The exit code: 0 after Ctrl-C, 1 when something was in the way."""
    try:
        if sys.argv[1:] == ["forget"]:
            return _forget()
        if sys.argv[1:2] == ["manage"]:
            manage(STATE, sys.argv[2:])
        return Demo(STATE, port=_wanted_port()).run()
    except CannotStart as trouble:
        say(str(trouble))
    except OSError as error:
        what, where = error.strerror or error, error.filename or STATE
        say(f"{what}: {where}. Make room or give access, then start again.")
    return 1


def _wanted_port() -> int:
    given = os.environ.get("WEB_PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise CannotStart(f"WEB_PORT is {given!r}: give it a port number, such as 8000.")
    return int(given)


def _forget() -> int:
    with Demo(STATE, port=0).alone():
        forget_postgres(STATE)
    shutil.rmtree(STATE, ignore_errors=True)
    say("The demo's data, accounts and log are gone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
