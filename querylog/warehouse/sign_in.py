"""Sign in to Snowflake: which arguments a connection gets, out of the portal's settings and those of a team."""

import logging
import threading
from contextlib import suppress
from typing import Any

from django.conf import settings
from snowflake.connector import SnowflakeConnection, connect

from querylog.errors import SignInRefused
from querylog.warehouse.credentials import Identity, credentials
from querylog.warehouse.repeats import counted_pauses
from querylog.warehouse.translate import CONNECTORS, connecting_failed

# It writes statements at INFO, has written secrets at DEBUG (CVE-2024-49750), and a traceback for each lost connection.
logging.getLogger("snowflake.connector").setLevel(logging.CRITICAL)

PASSED_ON = ("account", "user", "role", "warehouse", "database", "schema", "host", "port", "protocol")
LONGER_THAN_AN_EXCHANGE = 5  # seconds that a socket may be silent beyond network_timeout, which ends first


def new_connection(team: str = "") -> SnowflakeConnection:
    """A connection of the team's own service user, or of the portal's.

    Raises SignInRefused or WarehouseUnreachable.
    """
    identity = identity_of(team)
    arguments = _arguments(identity) | credentials(identity)
    try:
        connection = connect(**arguments)
    except CONNECTORS as error:
        raise connecting_failed(error) from error
    except (ValueError, TypeError, OSError) as error:  # from the library that reads private keys
        raise SignInRefused(
            "The portal's private key can't be read. Tell the people who run it: it should be a PEM file, and its "
            "passphrase the right one."
        ) from error
    # A sign-in is answered at once or not at all; a statement may be silent for as long as an exchange may take.
    allow_silence(connection, settings.NETWORK_TIMEOUT_SECONDS + LONGER_THAN_AN_EXCHANGE)
    _give_up_quietly(connection)
    return connection


def allow_silence(connection: SnowflakeConnection, seconds: int) -> None:
    """From now on, whoever is at the other end may be silent for so long. `connect` has an argument for it only."""
    connection._socket_timeout = seconds  # type: ignore[attr-defined]


def _give_up_quietly(connection: SnowflakeConnection) -> None:
    """The connector cancels what takes too long on a thread of its own, where a failure would be a traceback.

    By that thread's `executed` it tells its own cancels from those of others, but sets it only when Snowflake has
    answered the cancel, which may be later than the answer to the statement.
    """
    cancel = connection._cancel_query

    def cancel_if_possible(*given: Any) -> Any:
        vars(threading.current_thread())["executed"] = True
        with suppress(*CONNECTORS):
            return cancel(*given)

    connection._cancel_query = cancel_if_possible  # type: ignore[assignment, method-assign]


def identity_of(team: str) -> Identity:
    """The settings of the team's own section, or the portal's own."""
    return settings.SNOWFLAKE_TEAMS.get(team, settings.SNOWFLAKE) if team else settings.SNOWFLAKE


def _arguments(identity: Identity) -> dict[str, Any]:
    """What `connect` is given. All that a session needs is given here, so that connecting sends no statement."""
    return {
        **{name: identity[name] for name in PASSED_ON if identity[name]},
        "paramstyle": "qmark",
        "application": "Portico",
        "login_timeout": settings.LOGIN_TIMEOUT_SECONDS,
        "network_timeout": settings.NETWORK_TIMEOUT_SECONDS,
        "socket_timeout": settings.LOGIN_TIMEOUT_SECONDS,
        "backoff_policy": counted_pauses,
        "session_parameters": {
            "STATEMENT_TIMEOUT_IN_SECONDS": settings.STATEMENT_TIMEOUT_SECONDS,
            "CLIENT_TELEMETRY_ENABLED": False,
        },
    }
