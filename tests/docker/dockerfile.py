"""A Dockerfile's own steps, run without a container engine.

Every absolute path of the image (what is under its WORKDIR) is moved under one clean folder. The stages use that folder
one after the other, so that a virtual environment keeps its path when it is copied from one to the next. The base
image is played by an empty virtual environment of the Python that runs the tests. What needs root and would change this
machine, useradd and chown, does nothing.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

NEEDS_ROOT = ("useradd", "chown")
HOME = "/portico"
# How this machine reaches its package index and keeps packages is no matter of the image.
KEPT = re.compile(r"HOME|TMPDIR|LANG|(PIP|UV|SSL|REQUESTS)_.*|(HTTPS?|NO|ALL)_PROXY", re.IGNORECASE)


@dataclass
class Image:
    """What the steps made: a folder with its environment and its entrypoint."""

    folder: Path
    variables: dict[str, str]
    entrypoint: str = ""

    def command(self, *role: str) -> list[str]:
        return [self.entrypoint, *role]


@dataclass
class Builder:
    """Runs the steps of a Dockerfile in a clean folder."""

    folder: Path
    context: Path
    arguments: dict[str, str] = field(default_factory=dict)
    while_building: dict[str, str] = field(default_factory=dict)
    stages: dict[str, Path] = field(default_factory=dict)

    def build(self, dockerfile: Path) -> Image:
        for word, rest in steps(dockerfile):
            getattr(self, f"_{word.lower()}", self._no_files)(rest)
        return Image(self.folder, self.variables, self.entrypoint)

    def _from(self, rest: str) -> None:
        if self.folder.exists():
            # The stage before this one steps aside; its files are still there for COPY --from.
            self.stages[self.name] = self.folder.rename(self.folder.with_name(self.name))
        self.name = rest.split(" AS ")[1] if " AS " in rest else "final"
        base = self.folder / "base"
        self._make_base(base)
        self.variables = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
        self.variables["PATH"] = f"{base / 'bin'}:/usr/bin:/bin"
        self.workdir, self.entrypoint = self.folder, ""

    def _make_base(self, base: Path) -> None:
        without_pip = ["--without-pip"] if self.stages else []  # which takes seconds, and only the first stage uses it
        subprocess.run([sys.executable, "-m", "venv", *without_pip, base], check=True)
        for program in NEEDS_ROOT:
            (base / "bin" / program).write_text("#!/bin/sh\n")
            (base / "bin" / program).chmod(0o755)

    def _arg(self, rest: str) -> None:
        name, default = rest.split("=")
        self.variables[name] = self.arguments.get(name, default)

    def _env(self, rest: str) -> None:
        for name, value in re.findall(r"(\w+)=(\S+)", rest):
            self.variables[name] = self._here(value).replace("$PATH", self.variables["PATH"])

    def _workdir(self, rest: str) -> None:
        self.workdir = Path(self._here(rest))
        self.workdir.mkdir(parents=True, exist_ok=True)

    def _copy(self, rest: str) -> None:
        *options, source, target = rest.split()
        into = self.workdir / target
        into.parent.mkdir(parents=True, exist_ok=True)
        if options:
            stage = self.stages[options[0].removeprefix("--from=")]
            shutil.copytree(stage / source.lstrip("/"), into, symlinks=True, copy_function=os.link)
        elif source.endswith("/"):
            shutil.copytree(self.context / source, into, dirs_exist_ok=True)
        else:
            shutil.copy(self.context / source, into)

    def _run(self, rest: str) -> None:
        done = subprocess.run(
            ["sh", "-c", self._here(rest)],
            cwd=self.workdir,
            env={**self.variables, **self.while_building},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"RUN {rest}\n{done.stdout}{done.stderr}"

    def _entrypoint(self, rest: str) -> None:
        (self.entrypoint,) = re.findall(r'"(.*?)"', self._here(rest))

    def _no_files(self, rest: str) -> None:
        """USER, EXPOSE, HEALTHCHECK and CMD change no file."""

    def _here(self, text: str) -> str:
        return re.sub(rf"(?<![\w.]){HOME}\b", str(self.folder / HOME[1:]), text)


def steps(dockerfile: Path) -> list[tuple[str, str]]:
    """Its instructions, each as a word and the rest, with continued lines joined."""
    lines = [line for line in dockerfile.read_text().splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    return [(word, rest) for word, rest in (line.split(" ", 1) for line in joined)]


def context(root: Path, into: Path) -> Path:
    """A copy of what .dockerignore lets into an image: it names what is let in, and leaves out all else."""
    for line in (root / ".dockerignore").read_text().splitlines():
        for found in root.glob(line[1:]) if line.startswith("!") else ():
            target = into / found.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            if found.is_dir():
                shutil.copytree(found, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(found, target)
    return into
