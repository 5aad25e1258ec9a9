"""Sign in to Snowflake: which arguments a connection gets, out of the portal's settings."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from snowflake.connector import SnowflakeConnection, connect
from snowflake.connector.errors import Error

from querylog.errors import SignInRefused
from querylog.warehouse.translate import connecting_failed

# It writes statements at INFO, has written secrets at DEBUG (CVE-2024-49750), and a traceback for each lost connection.
logging.getLogger("snowflake.connector").setLevel(logging.CRITICAL)

PASSED_ON = ("account", "user", "role", "warehouse", "database", "schema", "host", "port", "protocol")


def new_connection() -> SnowflakeConnection:
    """A connection of the portal's service user. Raises SignInRefused or WarehouseUnreachable."""
    try:
        return connect(**_arguments())
    except Error as error:
        raise connecting_failed(error) from error


def _arguments() -> dict[str, Any]:
    """What `connect` is given. All that a session needs is given here, so that connecting sends no statement."""
    given = {name: settings.SNOWFLAKE[name] for name in PASSED_ON if settings.SNOWFLAKE[name]}
    return {
        **given,
        **_credentials(),
        "paramstyle": "qmark",
        "application": "Portico",
        "login_timeout": settings.LOGIN_TIMEOUT_SECONDS,
        "network_timeout": settings.NETWORK_TIMEOUT_SECONDS,
        "session_parameters": {
            "STATEMENT_TIMEOUT_IN_SECONDS": settings.STATEMENT_TIMEOUT_SECONDS,
            "CLIENT_TELEMETRY_ENABLED": False,
        },
    }


def _credentials() -> dict[str, Any]:
    key_file = str(settings.SNOWFLAKE["private_key_file"])
    if not key_file:
        return {"password": settings.SNOWFLAKE["password"]}
    if not Path(key_file).is_file():
        raise SignInRefused(
            f"There is no private key at {key_file}. Set SNOWFLAKE_PRIVATE_KEY_FILE to the file that has it."
        )
    passphrase = settings.SNOWFLAKE["private_key_passphrase"]
    opened_by = {"private_key_file_pwd": passphrase} if passphrase else {}
    return {"authenticator": "SNOWFLAKE_JWT", "private_key_file": key_file, **opened_by}
