"""How does the portal write its log? To stderr, one line for each record, and never a secret."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"

# Refusals are no mistakes of ours, and a dead database fails each request alike: frames would tell nothing more.
SAID_IN_A_SENTENCE = (OperationalError, PermissionDenied, SuspiciousOperation)


class OneLine(logging.Formatter):
    """A record as a single line, so that any log collector keeps it whole."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).strip().replace("\n", " | ")

    def formatException(self, exc_info: Any) -> str:
        if isinstance(exc_info[1], SAID_IN_A_SENTENCE):
            return str(exc_info[1])
        return super().formatException(exc_info)


def one_line_each(level: str) -> dict[str, Any]:
    """The LOGGING setting."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": OneLine, "format": LINE}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "handlers": [], "propagate": True},
            "django.server": {"level": level, "handlers": [], "propagate": True},
            # Its pool tells of each failed attempt to connect; one sentence from us is enough.
            "psycopg.pool": {"level": "ERROR"},
        },
    }
