"""A place on a map."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple


class Place(NamedTuple):
    """A state or a country: its two-letter code, and whatever it is called."""

    code: str
    label: str
    names: tuple[str, ...]


def packaged(package: str, *path: str) -> Traversable:
    """A file that an installed package brings along. Raises ModuleNotFoundError."""
    return files(package).joinpath(*path)
