"""A place on a map."""

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """A state or a country: its code, what it is called on the map, and every name under which data may have it."""

    code: str
    label: str
    names: tuple[str, ...]


def packaged(package: str, *path: str) -> bytes:
    """What a file of an installed package holds; none of its code runs. Raises ModuleNotFoundError."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"No module named {package!r}")
    return Path(spec.submodule_search_locations[0], *path).read_bytes()
