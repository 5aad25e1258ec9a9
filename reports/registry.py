"""Which reports are there? One file each, read once; a broken file is kept apart with what is wrong with it."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports import checks, report_files, schema
from reports.checks import Problem
from reports.declare import Report
from reports.fingerprint import fingerprint_of
from reports.report_files import SHARED, method_of
from reports.schema import LIBRARY

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int]  # when a file was changed, how long it is, which one it is


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """What a file holds: a sound report, or else what is wrong with it."""

    slug: str
    report: type[Report] | None
    problems: Sequence[Problem] = ()


@dataclass(frozen=True)
class _Found:
    """A folder as it was read."""

    entries: Mapping[Path, _Entry]
    stamps: Mapping[Path, Stamp]


class Registry:
    """The reports in a folder, flat: `category_performance.py` holds the report "category-performance"."""

    def __init__(self, folder: Path = LIBRARY, *, package: str = "") -> None:
        self.folder = folder
        self._package = package or f"report_files_{abs(hash(folder))}"
        self._reading = threading.Lock()  # a second thread would find half a module
        self._found: _Found | None = None

    def all(self) -> list[type[Report]]:
        """The sound reports, by title."""
        reports = [each.report for each in self._entries() if each.report]
        return sorted(reports, key=lambda report: report.title.lower())

    def get(self, slug: str) -> type[Report]:
        """The report of this slug; KeyError when there is none, or its file is broken."""
        return {each.slug: each.report for each in self._entries() if each.report}[slug]

    def broken(self) -> dict[str, str]:
        """What is wrong with each broken file, by slug, as its developer reads it."""
        return {slug_of(file): checks.message(file, found) for file, found in self.problems().items()}

    def problems(self) -> dict[Path, Sequence[Problem]]:
        """What is wrong with each broken file, in the order of its lines."""
        self._entries()
        entries = self._found.entries if self._found else {}
        return {file: each.problems for file, each in entries.items() if not each.report}

    def read_again(self) -> bool:
        """See the folder as it is now: was anything saved, added or removed since it was read? Cheap when nothing was.

        With shared vocabulary or the schema, every report is read anew.
        """
        if self._found is None or self._found.stamps == _stamps(self.folder):
            return False
        with self._reading:
            stamps = _stamps(self.folder)
            self._found = self._read(stamps, self._kept(self._found, stamps))
        return True

    def _entries(self) -> list[_Entry]:
        if self._found is None:
            with self._reading:
                self._found = self._found or self._read(_stamps(self.folder), {})
        return list(self._found.entries.values())

    def _read(self, stamps: Mapping[Path, Stamp], kept: Mapping[Path, _Entry]) -> _Found:
        """The folder with these files. The stamps are older than what is read, so nothing that is saved is missed."""
        report_files.make_package(self._package, self.folder)
        files = [each for each in sorted(stamps) if each.suffix == ".py" and not each.name.startswith(SHARED)]
        return _Found({file: kept.get(file) or self._read_file(file) for file in files}, stamps)

    def _kept(self, found: _Found, stamps: Mapping[Path, Stamp]) -> dict[Path, _Entry]:
        """What was found and has not changed since; whatever has is forgotten."""
        known = found.stamps.keys() | stamps.keys()
        changed = {each for each in known if found.stamps.get(each) != stamps.get(each)}
        log.info("Changed: %s", ", ".join(sorted(each.name for each in changed)))
        changed |= {each.with_suffix(".py") for each in changed if each.suffix == ".md"}
        if any(each.name == schema.FILE_NAME or each.name.startswith(SHARED) for each in changed):
            changed = known
            schema.forget()
        for file in changed:
            report_files.forget(file, package=self._package)
        return {file: entry for file, entry in found.entries.items() if file not in changed}

    def _read_file(self, file: Path) -> _Entry:
        slug = slug_of(file)
        report, problems = report_files.read(file, package=self._package)
        if report is None or problems:
            return _Entry(slug=slug, report=None, problems=problems)
        report.slug = slug
        report.method = _text_of(method_of(file))
        report.fingerprint = fingerprint_of(file)  # now, for the file may change under a process that has read it
        return _Entry(slug=slug, report=report)


def slug_of(file: Path) -> str:
    """What the report of this file is called in addresses and in the log."""
    return file.stem.replace("_", "-")


def _text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _stamps(folder: Path) -> dict[Path, Stamp]:
    """Every file that the reports of a folder are made of, with what tells one state of it from another."""
    found: dict[Path, Stamp] = {}
    for file in [*folder.glob("*.py"), *folder.glob("*.md"), folder / schema.FILE_NAME]:
        try:
            stat = file.stat()
        except OSError:
            continue  # it went away while we looked, or was never there
        found[file] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return found


_library = Registry(LIBRARY, package="reports.library")
all = _library.all
get = _library.get
broken = _library.broken
read_again = _library.read_again


def version_of(slug: str) -> str:
    """The fingerprint of the report as it is now; empty when there is none of this name that can be used."""
    try:
        return get(slug).fingerprint
    except KeyError:
        return ""
