"""Which reports are there? One file each, read once; a broken file is kept apart with what is wrong with it."""

import importlib.util
import sys
import threading
import traceback
from functools import cached_property
from pathlib import Path
from types import ModuleType

from reports import checks
from reports.checks import Problem
from reports.declare import Report
from reports.schema import LIBRARY


class Registry:
    """The reports in a folder, flat: `category_performance.py` holds the report "category-performance"."""

    def __init__(self, folder: Path = LIBRARY, *, package: str = "") -> None:
        self.folder = folder
        self._package = package or f"report_files_{abs(hash(folder))}"
        self._reading = threading.Lock()

    def all(self) -> list[type[Report]]:
        """The sound reports, by title."""
        return sorted(self._read[0].values(), key=lambda report: report.title.lower())

    def get(self, slug: str) -> type[Report]:
        """The report of this slug; KeyError when there is none, or its file is broken."""
        return self._read[0][slug]

    def broken(self) -> dict[str, str]:
        """What is wrong with each broken file, by slug, as its developer reads it."""
        return dict(self._read[1])

    @cached_property
    def _read(self) -> tuple[dict[str, type[Report]], dict[str, str]]:
        with self._reading:  # a second thread would find half a module
            return self._read_folder()

    def _read_folder(self) -> tuple[dict[str, type[Report]], dict[str, str]]:
        sound, broken = {}, {}
        for file in sorted(self.folder.glob("[!_]*.py")):
            slug = file.stem.replace("_", "-")
            report, problems = self._read_file(file)
            if report is None or problems:
                broken[slug] = checks.message(file, problems)
            else:
                report.slug = slug
                sound[slug] = report
        return sound, broken

    def _read_file(self, file: Path) -> tuple[type[Report] | None, list[Problem]]:
        """The report class of a file and what is wrong with it, whatever the file does."""
        try:
            module = _import(file, f"{self._package}.{file.stem}")
        except Exception as error:
            return None, [_why_it_does_not_run(error, file)]
        classes = [each for each in vars(module).values() if _is_report_of(module, each)]
        if len(classes) != 1:
            found = "has no class that inherits from Report" if not classes else "declares more than one report"
            return None, [Problem(1, f"the file {found}. Write one report per file.")]
        return classes[0], checks.problems(classes[0])


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


def _why_it_does_not_run(error: Exception, file: Path) -> Problem:
    """A sentence for an exception, at the line of the report file where it came up."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return Problem(error.lineno or 1, f"this is not Python: {error.msg}.")
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    return Problem((lines or [1])[-1] or 1, f"{type(error).__name__}: {error}".rstrip(".") + ".")


_library = Registry(LIBRARY, package="reports.library")
all = _library.all
get = _library.get
broken = _library.broken
