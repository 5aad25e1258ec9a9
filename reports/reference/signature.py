"""How a class is called: each option with what it takes and its default, as its author declared it."""

import dataclasses
import inspect
import json
import re
from typing import Any, get_type_hints

from reports.declare import Given, Report

WIDTH = 110
NEVER_CALLED = (Report, Given)  # an author inherits from the one, and is handed the other
_MODULE = re.compile(r"[\w.]+\.(\w+)")


def signature(cls: type) -> str:
    """The call, on one line or with an option on each; nothing for what an author never calls."""
    options = _options(cls)
    if not options:
        return ""
    line = f"{cls.__name__}({', '.join(options)})"
    listed = "".join(f"    {each},\n" for each in options)
    return line if len(line) <= WIDTH else f"{cls.__name__}(\n{listed})"


def _options(cls: type) -> list[str]:
    if dataclasses.is_dataclass(cls):
        return _of_dataclass(cls)
    if cls in NEVER_CALLED:
        return []
    # A group takes any options, so as to tell of those that it doesn't have.
    return [_plain(each) for each in inspect.signature(cls).parameters.values() if each.name != "options"]


def _of_dataclass(cls: type) -> list[str]:
    types = get_type_hints(cls)
    found: list[str] = []
    for each in [each for each in dataclasses.fields(cls) if each.init]:
        if each.kw_only and "*" not in found:
            found.append("*")
        default = "" if each.default is dataclasses.MISSING else f" = {_written(each.default)}"
        found.append(f"{each.name}: {_plain(types[each.name])}{default}")
    return found


def _plain(said: Any) -> str:
    """A parameter or a type in words, without the modules that its parts come from."""
    return _MODULE.sub(r"\1", said.__name__ if inspect.isclass(said) else str(said))


def _written(default: Any) -> str:
    return json.dumps(default) if isinstance(default, str) else repr(default)
