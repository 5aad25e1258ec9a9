"""Must the demo collect its static files again? Collecting hashes and compresses them all, which takes a while."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Whatever decides which files there are, and how they are called: our own, and the packages that bring theirs.
DECIDING = (
    "portal/static",
    "portal/static_files.py",
    "portal/settings.py",
    "portal/content_policy.py",
    "querylog/static",
    "reports/embed/static",
    "reports/embed/static_files.py",
    "requirements/dev.txt",
)


def already_collected(state: Path) -> bool:
    """True when the files in this state folder were collected from the present sources."""
    stamp = _stamp(state)
    return stamp.exists() and stamp.read_text() == _fingerprint()


def remember_collected(state: Path) -> None:
    _stamp(state).write_text(_fingerprint())


def _stamp(state: Path) -> Path:
    return state / "static-collected-from"


def _fingerprint() -> str:
    found = hashlib.sha256()
    for path in _sources():
        found.update(f"{path.relative_to(ROOT)} {path.stat().st_size}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _sources() -> Iterator[Path]:
    for name in DECIDING:
        path = ROOT / name
        yield from sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
