"""Who is asking, inside a Dash callback? Dash passes no request along, and its own global mixes up threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from reports.viewer import Viewer

_viewer: ContextVar[Viewer] = ContextVar("viewer")


@contextmanager
def seen_by(viewer: Viewer) -> Iterator[None]:
    """Run callbacks for this person."""
    token = _viewer.set(viewer)
    try:
        yield
    finally:
        _viewer.reset(token)


def current_viewer() -> Viewer:
    """The person whose browser made this call; LookupError outside of one, which is a mistake of ours."""
    return _viewer.get()
