"""Who may sign in, and with what: a password, a key pair, a programmatic access token, or an OAuth token.

https://docs.snowflake.com/en/user-guide/key-pair-auth, …/programmatic-access-tokens, …/oauth-external
"""

import hmac
import json
import secrets
import time
from pathlib import Path
from typing import Any

import jwt

WRONG_PASSWORD = ("390100", "Incorrect username or password was specified.")
WRONG_JWT = ("390144", "JWT token is invalid.")
WRONG_OAUTH_TOKEN = ("390303", "Invalid OAuth access token.")
EXPIRED_OAUTH_TOKEN = ("390318", "OAuth access token expired.")
WRONG_ACCESS_TOKEN = ("394400", "Programmatic access token is invalid.")
TOKEN_SECONDS = 600


class SignInRefused(Exception):
    """Snowflake's code and words."""

    def __init__(self, code_and_words: tuple[str, str]) -> None:
        self.code, self.words = code_and_words
        super().__init__(self.words)


class Users:
    """The users of users.json: name to what each may sign in with. Read at each sign-in, so that a change takes effect.

    {"PORTICO": {"password": "…", "public_key": "…", "tokens": ["…"], "oauth_tokens": ["…"],
                 "oauth_client": {"id": "…", "secret": "…"}}}
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._issued: dict[str, tuple[str, float]] = {}  # OAuth tokens: whose, and until when

    def sign_in(self, given: dict[str, Any]) -> str:
        """The name of the user whose credentials these are. Raises SignInRefused."""
        name, token = str(given.get("LOGIN_NAME") or "").upper(), str(given.get("TOKEN") or "")
        user = self._all().get(name, {})
        way = given.get("AUTHENTICATOR")
        if way == "SNOWFLAKE_JWT":
            _check_jwt(name, user, token)
        elif way == "PROGRAMMATIC_ACCESS_TOKEN":
            _check(_is_one_of(token, user.get("tokens", [])), WRONG_ACCESS_TOKEN)
        elif way == "OAUTH":
            self._check_oauth_token(name, user, token)
        else:
            _check(_same(str(given.get("PASSWORD") or ""), user.get("password") or "\0"), WRONG_PASSWORD)
        return name

    def token_for(self, client_id: str, secret: str) -> str | None:
        """A new OAuth token of the user whose client this is."""
        for name, user in self._all().items():
            client = user.get("oauth_client") or {"id": "\0", "secret": "\0"}
            if _same(client_id, client["id"]) and _same(secret, client["secret"]):
                token = secrets.token_urlsafe(32)
                self._issued[token] = (name, time.monotonic() + TOKEN_SECONDS)
                return token
        return None

    def _all(self) -> dict[str, dict[str, Any]]:
        return dict(json.loads(self.path.read_text()))

    def _check_oauth_token(self, name: str, user: dict[str, Any], token: str) -> None:
        if _is_one_of(token, user.get("oauth_tokens", [])):
            return
        owner, until = self._issued.get(token, ("", 0.0))
        _check(owner == name != "", WRONG_OAUTH_TOKEN)
        _check(time.monotonic() < until, EXPIRED_OAUTH_TOKEN)


def _check(right: bool, otherwise: tuple[str, str]) -> None:
    if not right:
        raise SignInRefused(otherwise)


def _same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode(), kept.encode())


def _is_one_of(given: str, kept: list[str]) -> bool:
    return any(_same(given, each) for each in kept)


def _check_jwt(name: str, user: dict[str, Any], token: str) -> None:
    key = user.get("public_key")
    if not key:
        raise SignInRefused(WRONG_JWT)
    try:
        claims = jwt.decode(token, key, algorithms=["RS256"], options={"require": ["exp", "iss", "sub"]})
    except jwt.InvalidTokenError:
        raise SignInRefused(WRONG_JWT) from None
    _check(str(claims["sub"]).upper().endswith(f".{name}"), WRONG_JWT)
