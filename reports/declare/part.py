"""What every piece of a declaration has: the line where it stands, its name, and what its author got wrong.

A wrong call doesn't raise. It is kept with the piece, so that a report file can say everything that is wrong with it at
once (reports.checks); a report with a slip is never published.
"""

import dataclasses
import functools
import sys
from collections.abc import Callable
from dataclasses import MISSING, dataclass
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar, dataclass_transform

from reports.declare.words import did_you_mean

HERE = str(Path(__file__).parent)
Cls = TypeVar("Cls")


@dataclass(frozen=True)
class Place:
    """A line of a file."""

    file: str
    line: int


class Declared:
    """Something that an author wrote in a report file."""

    place: Place
    slips: tuple[str, ...]  # sentences on options that are unknown, missing or too many


class Part(Declared):
    """A class attribute of a report. Its name is the marker in the SQL, the id on the page and the name in the log."""

    name: str = ""
    report: Any = None  # the report class that it is a part of

    def join(self, report: type, name: str) -> None:
        """Belong to this report under this name; the report calls it once, when its class is complete."""
        # Frozen for everyone else: only the class that gathers the parts tells them who they are.
        vars(self).update(report=report, name=name)


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def declared(cls: type[Cls]) -> type[Cls]:
    """The class as a frozen dataclass that notes slips and its place. Pieces are equal only to themselves."""
    made = dataclass(frozen=True, eq=False)(cls)
    made.__init__ = _noting(made.__init__, made)  # type: ignore[method-assign]
    return made


def _noting(init: Callable[..., None], cls: type) -> Callable[..., None]:
    @functools.wraps(init)
    def noting_init(self: Declared, *given: Any, **options: Any) -> None:
        given, options, slips = _sorted_out(cls, given, options)
        vars(self).update(place=place_of_author(), slips=slips)
        init(self, *given, **options)

    return noting_init


def _sorted_out(
    cls: type, given: tuple[Any, ...], options: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any], tuple[str, ...]]:
    """What can be given to the dataclass, and a sentence for each thing that can't."""
    fields = [each for each in dataclasses.fields(cls) if each.init]
    names = [each.name for each in fields]
    plain = [each.name for each in fields if not each.kw_only]
    slips = []
    if len(given) > len(plain):
        slips.append(f"{cls.__name__} takes {' and '.join(plain)} first; name what comes after.")
    for name in [each for each in options if each not in names or each in plain[: len(given)]]:
        slips.append(f"{cls.__name__} has no option {name}.{did_you_mean(name, names)} Options: {', '.join(names)}.")
        options.pop(name)
    for each in fields:
        if each.name in options or each.name in plain[: len(given)] or _has_default(each):
            continue
        slips.append(f"{cls.__name__} needs {each.name}=. Options: {', '.join(names)}.")
        options[each.name] = None
    return given[: len(plain)], options, tuple(slips)


def _has_default(each: "dataclasses.Field[Any]") -> bool:
    return each.default is not MISSING or each.default_factory is not MISSING


def place_of_author() -> Place:
    """The nearest line outside of this package: the one that the author of a report wrote."""
    frame: FrameType | None = sys._getframe(1)
    while frame and (frame.f_code.co_filename.startswith(HERE) or frame.f_code.co_filename == "<string>"):
        frame = frame.f_back
    return Place(frame.f_code.co_filename, frame.f_lineno) if frame else Place("", 0)
