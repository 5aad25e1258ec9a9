"""One report file: the report that it declares, or what is wrong with it, whatever the file does."""

import importlib
import importlib.util
import logging
import re
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from reports import checks
from reports.checks import Problem
from reports.declare import Report

log = logging.getLogger(__name__)

SHARED = "_"  # how a file begins that is no report, but vocabulary which reports import
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

Read = tuple[type[Report] | None, list[Problem]]


def read(file: Path, *, package: str) -> Read:
    """The report class of a file and what is wrong with it. Nothing that the file does gets out of here."""
    if not _NAME.fullmatch(file.stem):
        return None, [Problem(1, "the file's name is no address. Use small letters, digits and single underscores.")]
    try:
        module = _import(file, f"{package}.{file.stem}")
        classes = [each for each in vars(module).values() if _is_report_of(module, each)]
        if len(classes) != 1:
            found = "has no class that inherits from Report" if not classes else "declares more than one report"
            return None, [Problem(1, f"the file {found}. Write one report per file.")]
        return classes[0], checks.problems(classes[0])
    except (Exception, SystemExit) as error:
        log.debug("%s can't be read: %s", file, type(error).__name__)  # its lines may hold what is not for a log
        return None, [_why(error, file)]


def method_of(file: Path) -> Path:
    """Where it is said how the figures of this report are made; there may be no such file."""
    return file.with_suffix(".md")


def make_package(name: str, folder: Path) -> None:
    """Let the files of this folder import each other as modules of a package."""
    if name in sys.modules:
        return
    if importlib.util.find_spec(name.partition(".")[0]):
        importlib.import_module(name)
    else:
        made = sys.modules[name] = ModuleType(name)
        made.__path__ = [str(folder)]


def forget(file: Path, *, package: str) -> None:
    """Let the next import read this file, and not what is known of it."""
    if file.suffix != ".py" or file.stem == "__init__":
        return
    sys.modules.pop(f"{package}.{file.stem}", None)
    if hasattr(sys.modules.get(package), file.stem):
        delattr(sys.modules[package], file.stem)
    # Python takes a compiled copy for fresh that is of the same second and length.
    with suppress(OSError):
        Path(importlib.util.cache_from_source(str(file))).unlink()
    importlib.invalidate_caches()


def _import(file: Path, name: str) -> ModuleType:
    """The file as a module, from memory if someone has imported it before."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is not a Python file")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _is_report_of(module: ModuleType, value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Report) and value.__module__ == module.__name__


def _why(error: BaseException, file: Path) -> Problem:
    """A sentence for an exception, at the line of the report file where it came up.

    What came up in a file beside it, which it imports, names that file's line as well.
    """
    what = f"{type(error).__name__}: {error}".rstrip(".") + "."
    frames = [(Path(each.filename), each.lineno or 1) for each in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        what = f"this is not Python: {error.msg}."
        frames.append((Path(error.filename), error.lineno or 1))
    here = [line for place, line in frames if place == file]
    beside = [(place, line) for place, line in frames if place.parent == file.parent and place != file]
    if beside:
        place, line = beside[-1]
        what = f"{place.name}, line {line}: {what}"
    return Problem(here[-1] if here else 1, what)
