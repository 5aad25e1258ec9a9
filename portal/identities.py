"""As whom does the portal sign in to Snowflake, and is what it was given for that enough? Mistakes are sentences.

One service user for all teams, or one for each: a TOML file in the form of Snowflake's own connections.toml says which.
https://docs.snowflake.com/en/developer-guide/snowflake-cli/connecting/configure-connections
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Way:
    """One way to sign in: for each thing that it needs, the settings that can give it."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    may_have: tuple[tuple[str, ...], ...] = ()

    @property
    def settings(self) -> list[str]:
        return [setting for thing in self.needs + self.may_have for setting in thing]


WAYS = {
    "snowflake_jwt": Way(
        "a key pair",
        needs=(("private_key_file",),),
        may_have=(("private_key_passphrase", "private_key_passphrase_file"),),
    ),
    "programmatic_access_token": Way("a programmatic access token", needs=(("token", "token_file"),)),
    "oauth": Way("an OAuth token", needs=(("oauth_token_file",),)),
    "oauth_client_credentials": Way(
        "OAuth client credentials",
        needs=(
            ("oauth_client_id",),
            ("oauth_client_secret", "oauth_client_secret_file"),
            ("oauth_token_request_url",),
        ),
        may_have=(("oauth_scope",),),
    ),
    "snowflake": Way("a password", needs=(("password", "password_file"),)),
}
CREDENTIALS = [setting for way in WAYS.values() for setting in way.settings]
SAYABLE = ["user", "role", "warehouse", "database", "schema", "authenticator", *CREDENTIALS]  # of a team
# What connections.toml has other names for.
ALSO_CALLED = {
    "private_key_path": "private_key_file",
    "private_key_file_pwd": "private_key_passphrase",
    "token_file_path": "token_file",
}
WRITTEN_BY_OTHERS = {"oauth_token_file"}  # perhaps only after the portal has started

Naming = Callable[[str], str]


def environment_name(setting: str) -> str:
    return f"SNOWFLAKE_{setting.upper()}"


def problems_of(identity: Mapping[str, Any], named: Naming = environment_name) -> list[str]:
    """What keeps an identity from signing in by exactly one way; nothing when it can."""
    begun = [way for way in WAYS.values() if any(identity.get(setting) for setting in way.settings)]
    if not begun:
        choices = "; ".join(f"{_either(way.needs[0], named)} for {way.name}" for way in WAYS.values())
        return [f"There is no way to sign in to Snowflake: give {choices}."]
    if len(begun) > 1:
        given = [named(next(each for each in way.settings if identity.get(each))) for way in begun]
        names = " and ".join(way.name for way in begun)
        return [f"{' and '.join(given)} are given, which are {names}: give one way to sign in to Snowflake."]
    return [*_incomplete(begun[0], identity, named), *_missing_files(identity, named)]


@dataclass
class Teams:
    """The identities of the teams that have one of their own, by the team's name, and what is wrong with them."""

    identities: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def teams_of(file: str, shared: Mapping[str, Any]) -> Teams:
    """What the file says of each team, and from the portal's own settings what it does not say.

    A team with a user of its own has nothing of the portal's credentials.
    """
    teams = Teams()
    if not file:
        return teams
    try:
        sections = tomllib.loads(Path(file).read_text())
    except (OSError, UnicodeDecodeError):
        teams.problems.append(f"SNOWFLAKE_TEAMS_FILE: there is no file to read at {file}.")
        return teams
    except tomllib.TOMLDecodeError as error:
        teams.problems.append(f"SNOWFLAKE_TEAMS_FILE: {file} is not TOML: {error}.")
        return teams
    for name, section in sections.items():
        own, problems = _read(section, folder=Path(file).parent)
        identity = _completed(own, shared)
        problems = problems or _unsound(own, identity)
        teams.problems += [f"SNOWFLAKE_TEAMS_FILE: [{name}] {problem}" for problem in problems]
        teams.identities[name] = identity
    return teams


def _read(section: Any, *, folder: Path) -> tuple[dict[str, str], list[str]]:
    """A section by our own names, with its files found beside the teams' file; and what it should not say."""
    if not isinstance(section, dict):
        return {}, [f"is no section. Begin each team with its name in brackets, and give it lines such as {EXAMPLE}."]
    problems = []
    own: dict[str, str] = {}
    for key, value in section.items():
        setting = _our_name(key.lower(), section)
        if setting not in SAYABLE:
            problems.append(_unknown(key))
        elif not isinstance(value, str) or not value.strip():
            problems.append(f"{key} should be a text in quotation marks, such as {EXAMPLE}.")
        else:
            own[setting] = str(folder / value) if setting.endswith("_file") else value.strip()
    return own, problems


EXAMPLE = 'role = "SHOPPER_INSIGHTS"'


def _our_name(key: str, section: Mapping[str, Any]) -> str:
    setting = ALSO_CALLED.get(key, key)
    if setting == "token_file" and str(section.get("authenticator", "")).lower() == "oauth":
        return "oauth_token_file"
    return setting


def _unknown(key: str) -> str:
    if key in {"account", "host", "port", "protocol"}:
        return f"has {key}, but all teams are in the portal's own account. Take the line out."
    near = get_close_matches(key, [*SAYABLE, *ALSO_CALLED], n=1)
    hint = f" Did you mean {near[0]}?" if near else f" It may have {', '.join(SAYABLE)}."
    return f"has {key}, which says nothing here.{hint}"


def _completed(own: Mapping[str, str], shared: Mapping[str, Any]) -> dict[str, Any]:
    """A whole identity. Credentials are all the team's or all the portal's."""
    inherited = {name: ("" if "user" in own and name in CREDENTIALS else value) for name, value in shared.items()}
    return {**inherited, **{name: value for name, value in own.items() if name != "authenticator"}}


def _unsound(own: Mapping[str, str], identity: Mapping[str, Any]) -> list[str]:
    given = [setting for setting in CREDENTIALS if setting in own]
    if "user" not in own:
        return [f"has {given[0]} but no user. Say whose it is."] if given else []
    expected = own.get("authenticator", "").lower()
    if expected and expected not in WAYS:
        return [f"has authenticator {own['authenticator']}, which the portal does not know: {', '.join(WAYS)}."]
    if expected == "oauth" and "token" in own:
        return ["has an OAuth token written down, which is good for minutes. Give token_file, which others keep fresh."]
    if expected and given and given[0] not in WAYS[expected].settings:
        return [f"has authenticator {own['authenticator']}, but {given[0]}. Give what belongs together."]
    return problems_of(identity, named=str)


def _incomplete(way: Way, identity: Mapping[str, Any], named: Naming) -> Iterable[str]:
    for thing in way.needs:
        if not any(identity.get(setting) for setting in thing):
            yield f"{_either(thing, named)} is missing: {way.name} can't do without."
    for thing in way.needs + way.may_have:
        if all(identity.get(setting) for setting in thing) and len(thing) > 1:
            yield f"{' and '.join(named(setting) for setting in thing)} are both given: give one."


def _missing_files(identity: Mapping[str, Any], named: Naming) -> Iterable[str]:
    for setting in CREDENTIALS:
        file = identity.get(setting)
        if setting.endswith("_file") and setting not in WRITTEN_BY_OTHERS and file and not Path(file).is_file():
            yield f"{named(setting)}: there is no file at {file}."


def _either(settings: Iterable[str], named: Naming) -> str:
    return " or ".join(named(setting) for setting in settings)
