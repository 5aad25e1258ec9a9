"""How does an identity prove to Snowflake who it is? What `connect` is given for it, read anew at each sign-in.

https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-connect
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from querylog.errors import SignInRefused
from querylog.warehouse.oauth import token_of

Identity = Mapping[str, Any]


def credentials(identity: Identity) -> dict[str, Any]:
    """The arguments of the one way that the identity has.

    Raises SignInRefused when a file is not there, or an OAuth server gives no token.
    """
    if identity["private_key_file"]:
        return _key_pair(identity)
    if identity["token"] or identity["token_file"]:
        return {"authenticator": "PROGRAMMATIC_ACCESS_TOKEN", "token": _secret(identity, "token")}
    if identity["oauth_token_file"]:
        return {"authenticator": "OAUTH", "token": _read(identity["oauth_token_file"])}
    if identity["oauth_client_id"]:
        return _client_credentials(identity)
    return {"password": _secret(identity, "password")}


def _key_pair(identity: Identity) -> dict[str, Any]:
    key_file = str(identity["private_key_file"])
    if not Path(key_file).is_file():
        raise SignInRefused(
            f"There is no private key at {key_file}. Tell the people who run the portal: SNOWFLAKE_PRIVATE_KEY_FILE "
            "names the file that has it."
        )
    passphrase = _secret(identity, "private_key_passphrase")
    opened_by = {"private_key_file_pwd": passphrase} if passphrase else {}
    return {"authenticator": "SNOWFLAKE_JWT", "private_key_file": key_file, **opened_by}


def _client_credentials(identity: Identity) -> dict[str, Any]:
    """With a token that is asked for at each sign-in, for the identity's role unless a scope says otherwise."""
    role = identity["role"]
    token = token_of(
        identity["oauth_client_id"],
        _secret(identity, "oauth_client_secret"),
        url=identity["oauth_token_request_url"],
        scope=identity["oauth_scope"] or (f"session:role:{role}" if role else ""),
    )
    return {"authenticator": "OAUTH", "token": token}


def _secret(identity: Identity, name: str) -> str:
    """A secret that is given itself, or in a file of its own; empty when it is given in neither way."""
    file = identity[f"{name}_file"]
    return _read(file) if file else str(identity[name])


def _read(file: str) -> str:
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise SignInRefused(
            f"The portal can't read {file}, which has what it signs in to Snowflake with. Tell the people who run it."
        ) from None
