"""Which settings does the environment give, and what is wrong with them? Everything that is wrong is said at once.

`python -m portal.environment` prints every setting as the table that stands in the README.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

MADE_UP_SECRETS = re.compile(
    r"insecure|password|example|placeholder|default|(change|replace)[-_ ]?(me|this|it)"
    r"|your[-_ ](own|secret|key|long|random)|(secret|some|my|random)[-_ ]?(key|text|value)",
    re.IGNORECASE,
)
MORE_THAN_A_HOST = re.compile(r"/|[^\]:]:\d+$|\]:")  # https://name, name:8000, name/path, [::1]:8000
AN_ORIGIN = re.compile(r"https?://[^/*\s]+")
SHORTEST_SECRET = 50  # as Django wants it
FEWEST_CHARACTERS = 10  # different ones in a secret
THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]", "testserver"}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One environment variable: what it is called, what it is when not given, what it does."""

    name: str
    default: str
    help: str


class SettingsProblem(ImproperlyConfigured):
    """The portal can't start; one sentence for each missing or wrong setting."""

    def __init__(self, problems: list[str], *, declared: list[Setting]) -> None:
        self.problems = problems
        self.declared = declared
        super().__init__("\n".join(["Portico can't start:", *(f"  {problem}" for problem in problems)]))


class Environment:
    """Reads typed values and remembers what was wrong until `complain` is called."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self.given = os.environ if given is None else given
        self.declared: list[Setting] = []
        self.problems: list[str] = []

    def text(self, name: str, *, needed: str = "", default: str = "", choices: Iterable[str] = (), help: str) -> str:
        value = self._read(name, str, needed=needed, default=default, otherwise="", help=help)
        if choices and value not in choices:
            self.refuse(f"{name} is {value!r}: choose one of {', '.join(choices)}.")
        return value

    def secret(self, name: str, *, needed: str = "", help: str) -> str:
        """A text that nobody can guess: long, and not out of a template. Empty where none is needed or given."""
        value = self.text(name, needed=needed, help=help)
        needed = needed or "a long random text, or leave it out"
        if value and len(value) < SHORTEST_SECRET:
            self.refuse(f"{name} has only {len(value)} characters: give it at least {SHORTEST_SECRET} random ones.")
        elif value and len(set(value)) < FEWEST_CHARACTERS:
            self.refuse(f"{name} repeats a few characters, which is easily guessed: give it {needed}.")
        elif MADE_UP_SECRETS.search(value):
            self.refuse(f"{name} looks like one from a template: give it {needed}.")
        return value

    def secret_or_file(self, key: str, name: str, *, help: str) -> dict[str, str]:
        """A secret under `key`, or under `key`_file the file that has it, as containers are given theirs."""
        return {
            key: self.text(name, help=help),
            f"{key}_file": self.text(f"{name}_FILE", help="The same in a file, as containers have it."),
        }

    def words(self, name: str, *, needed: str = "", default: list[str] | None = None, help: str) -> list[str]:
        return self._read(name, _words, needed=needed, default=default or [], otherwise=[], help=help)

    def hosts(self, name: str, *, needed: str, help: str) -> list[str]:
        """Host names, none of which stands for others."""
        names = self.words(name, needed=needed, help=help)
        for wild in [each for each in names if "*" in each or each.startswith(".")]:
            self.refuse(f"{name} is {wild!r}, which lets anyone pose as the portal: give it {needed}.")
        for more in [each for each in names if MORE_THAN_A_HOST.search(each)]:
            self.refuse(f"{name} is {more!r}: give it the name alone, without https://, port or path.")
        return names

    def origins(self, name: str, *, help: str) -> list[str]:
        """Origins as browsers name them, none of which stands for others."""
        origins = self.words(name, help=help)
        for origin in origins:
            if "*" in origin:
                self.refuse(f"{name} is {origin!r}, which lets others post forms in people's names: name each origin.")
            elif not AN_ORIGIN.fullmatch(origin):
                self.refuse(f"{name} is {origin!r}: write it as https://portal.example.com, without a path.")
        return origins

    def flag(self, name: str, *, default: bool, help: str) -> bool:
        return self._read(name, _flag, default=default, otherwise=default, help=help)

    def number(self, name: str, *, default: int, help: str) -> int:
        return self._read(name, _whole_number, default=default, otherwise=default, help=help)

    def decimal(self, name: str, *, default: float, help: str) -> float:
        return self._read(name, _decimal, default=default, otherwise=default, help=help)

    def day(self, name: str, *, default: date | None, help: str) -> date | None:
        return self._read(name, _date, default=default, otherwise=default, help=help)

    def database(self, name: str, *, needed: str = "", help: str) -> dict[str, Any]:
        return self._read(name, _postgresql, needed=needed, default="", otherwise={}, help=help)

    def mail(self, name: str, *, help: str) -> dict[str, Any]:
        """Django's settings of a mail server; none where there is no address."""
        return self._read(name, _mail_server, default={}, otherwise={}, help=help)

    def redis(self, name: str, *, default: str, help: str) -> str:
        return self._read(name, _redis, default=default, otherwise=default, help=help)

    def stream(self, name: str, *, help: str) -> str:
        """The address of a file or a webhook; plain HTTP only where nobody listens on the way."""
        return self._read(name, _stream, default="", otherwise="", help=help)

    def refuse(self, sentence: str) -> None:
        """Remember one more reason not to start."""
        self.problems.append(sentence)

    def complain(self) -> None:
        """Stop the start when anything was missing or wrong, naming all of it."""
        if self.problems:
            raise SettingsProblem(self.problems, declared=self.declared)

    def _read(
        self, name: str, parse: Callable[[str], Any], *, needed: str = "", default: Any, otherwise: Any, help: str
    ) -> Any:
        self.declared.append(Setting(name=name, default="needed" if needed else _shown(default), help=help))
        raw = self.given.get(name, "").strip()
        if not raw and needed:
            self.refuse(f"{name} is missing: give it {needed}.")
        if not raw:
            return otherwise if needed else default
        try:
            return parse(raw)
        except ValueError as error:
            self.refuse(f"{name} is wrong: {error}")
            return otherwise


def markdown_table(declared: list[Setting]) -> str:
    """The settings as the README shows them."""
    rows = [f"| `{each.name}` | {each.default} | {each.help} |" for each in declared]
    return "\n".join(["| setting | default | what it does |", "| --- | --- | --- |", *rows])


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "`1`" if default else "`0`"
    return "" if default in (None, "", [], {}) else f"`{default}`"


def _words(raw: str) -> list[str]:
    return [word.strip() for word in raw.split(",") if word.strip()]


def _flag(raw: str) -> bool:
    if raw.lower() not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        raise ValueError(f"{raw!r} is neither yes nor no. Write 1 or 0.")
    return raw.lower() in {"1", "true", "yes", "on"}


def _whole_number(raw: str) -> int:
    if not raw.isdecimal():
        raise ValueError(f"{raw!r} is not a whole number. Write digits only, such as 8.")
    return int(raw)


def _decimal(raw: str) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", raw):
        raise ValueError(f"{raw!r} is not a number. Write it as 2 or 2.5.")
    return float(raw)


def _date(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"{raw!r} is not a day. Write it as 2026-11-16.") from None


def _postgresql(raw: str) -> dict[str, Any]:
    # The address is never repeated in a message: it holds a password.
    if not raw.startswith(("postgres://", "postgresql://")):
        raise ValueError("Portico needs PostgreSQL. Write it as postgres://user:password@host:5432/name.")
    address = Env.db_url_config(raw)
    if not address.get("NAME") or not address.get("HOST"):
        raise ValueError("the host or the database's name is not in it. Write postgres://user:password@host:5432/name.")
    return dict(address)


def _mail_server(raw: str) -> dict[str, Any]:
    # The address is never repeated in a message: it holds a password.
    if not raw.startswith(("smtp://", "smtp+tls://", "smtp+ssl://")):
        raise ValueError("it should begin with smtp+tls://, smtp+ssl:// or smtp://, then user:password@host:587.")
    return {name: value for name, value in Env.email_url_config(raw).items() if name.startswith("EMAIL_")}


def _redis(raw: str) -> str:
    if not raw.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("it should begin with redis://, rediss:// (TLS) or unix://.")
    return raw


def _stream(raw: str) -> str:
    # The address is never repeated in a message: it may hold a secret.
    parts = urlsplit(raw)
    if parts.scheme == "file" and not parts.netloc and len(parts.path) > 1:
        return raw
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)):
        return raw
    raise ValueError("write it as file:///var/log/portico.jsonl or https://siem.example.com/portico.")


def _declared_in_settings() -> list[Setting]:
    """Every setting of the portal, whether or not it could start with what is given here."""
    from portal.environment import (
        SettingsProblem as Problem,
    )  # run by -m, this module is another one than settings imports

    try:
        from portal import settings
    except Problem as problem:
        return problem.declared
    return settings.env.declared


if __name__ == "__main__":
    print(markdown_table(_declared_in_settings()))
