"""Where is a Chromium for the browser tests? Run as a program, it gets one where it may."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> Path | None:
    """The system's Chromium, or the one that Playwright has installed."""
    for name in NAMES:
        # Some systems have a program of this name that only says how to get the real one.
        if (found := shutil.which(name)) and _runs(found):
            return Path(found)
    kept = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next(iter(sorted(kept.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def how_to_get_it() -> str:
    """The sentence for a machine that has none."""
    return (
        "NO BROWSER TESTS: no Chromium was found and none could be installed. "
        "Get one with `apt install chromium`, or `.venv/bin/playwright install chromium`."
    )


def get_chromium() -> Path | None:
    """A Chromium, installed if need be: by apt for root on Debian and its kin, by Playwright for others."""
    if found := find_chromium():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    else:
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    return find_chromium()


def _runs(program: str) -> bool:
    return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


def _run(*command: str) -> None:
    print("getting a browser:", " ".join(command), flush=True)
    subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    )


if __name__ == "__main__":
    if get_chromium() is None:
        print(how_to_get_it(), file=sys.stderr)
        sys.exit(1 if os.environ.get("CI") else 0)
