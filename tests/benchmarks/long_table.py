"""A portal with one report more, whose table is as long as the data. It is gunicorn that loads `application()`.

Not in the benchmark's own module, which starts servers: this is loaded by processes that are given theirs.
"""

from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).parent / "library"
SLUG = "every-basket"


def opened_to_ana() -> None:
    """From now on this process has the report in its library, and Ana's team may download from it."""
    from portal.access.demo_people import open_reports
    from reports import registry

    library = registry.Registry(LIBRARY, package="benchmark_reports")
    registry.get, registry.all, registry.broken = library.get, library.all, library.broken
    open_reports([SLUG])


def application() -> Any:
    """The portal, with the report."""
    from portal.wsgi import application

    opened_to_ana()
    return application
