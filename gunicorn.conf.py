"""How gunicorn serves the portal. It reads this file by itself; options on its command line win."""

import sys
from typing import Any

from portal.environment import SettingsProblem

threads = 8
control_socket_disable = True


def on_starting(_: Any) -> None:
    """Stop before any worker is there when the settings are wrong, or each would say so, and gunicorn mourn them."""
    try:
        import portal.settings  # noqa: F401
    except SettingsProblem as problem:
        sys.exit(str(problem))
