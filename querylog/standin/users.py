"""Who may sign in, and with what: a password, or a key pair.

https://docs.snowflake.com/en/user-guide/key-pair-auth
"""

import hmac
import json
from pathlib import Path
from typing import Any

import jwt

WRONG_PASSWORD = ("390100", "Incorrect username or password was specified.")
WRONG_TOKEN = ("390144", "JWT token is invalid.")


class SignInRefused(Exception):
    """Snowflake's code and words."""

    def __init__(self, code_and_words: tuple[str, str]) -> None:
        self.code, self.words = code_and_words
        super().__init__(self.words)


class Users:
    """The users of users.json: name to password and public key. Read at each sign-in, so that a change takes effect."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def sign_in(self, given: dict[str, Any]) -> str:
        """The name of the user whose credentials these are. Raises SignInRefused."""
        name = str(given.get("LOGIN_NAME") or "").upper()
        user = json.loads(self.path.read_text()).get(name)
        if given.get("AUTHENTICATOR") == "SNOWFLAKE_JWT":
            self._check_token(name, user, str(given.get("TOKEN") or ""))
        elif user is None or not hmac.compare_digest(str(given.get("PASSWORD") or ""), user.get("password") or "\0"):
            raise SignInRefused(WRONG_PASSWORD)
        return name

    def _check_token(self, name: str, user: dict[str, str] | None, token: str) -> None:
        key = (user or {}).get("public_key")
        if not key:
            raise SignInRefused(WRONG_TOKEN)
        try:
            claims = jwt.decode(token, key, algorithms=["RS256"], options={"require": ["exp", "iss", "sub"]})
        except jwt.InvalidTokenError:
            raise SignInRefused(WRONG_TOKEN) from None
        if not str(claims["sub"]).upper().endswith(f".{name}"):
            raise SignInRefused(WRONG_TOKEN)
