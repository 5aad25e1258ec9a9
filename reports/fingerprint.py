"""Which version of a report is this? One hash over its file, what it imports from beside it, and what explains it.

The text and not the parts: a report may hold functions, which have no other form than their text, and the text stays
the same under another version of Python or of the portal. So a changed comment is a changed report, too.
"""

import ast
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from reports.report_files import method_of


def fingerprint_of(file: Path) -> str:
    """The hash of a report's file, of its method, and of what it imports from its folder, one way or another."""
    found = sha256()
    method = {each for each in [method_of(file)] if each.is_file()}
    for each in sorted(_with_what_it_imports(file, set()) | method):
        text = _text(each)
        found.update(f"{each.name} {len(text)}\n".encode() + text)
    return found.hexdigest()


def _with_what_it_imports(file: Path, known: set[Path]) -> set[Path]:
    if file not in known:
        known.add(file)
        for name in _names_imported(file):
            beside = file.with_name(f"{name}.py")
            if beside.is_file():
                _with_what_it_imports(beside, known)
    return known


def _names_imported(file: Path) -> Iterator[str]:
    """Each word of each import: `from reports.library import _measures` and `from ._measures import SALES` alike."""
    for node in ast.walk(ast.parse(_text(file))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (getattr(node, "module", None) or "").split(".")
            for each in node.names:
                yield from each.name.split(".")


def _text(file: Path) -> bytes:
    """The file's bytes, the same whether it was checked out on Windows or elsewhere."""
    return file.read_bytes().replace(b"\r\n", b"\n")
