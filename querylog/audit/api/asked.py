"""What may stand behind the question mark, and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest

from querylog.errors import PorticoError


class NothingOfOurs(PorticoError):
    """A parameter that there is not: it would narrow nothing, and nobody would know."""


def nothing_else(operation: Callable[..., Any]) -> Callable[..., Any]:
    """The operation, which refuses parameters that it does not know."""

    @wraps(operation)
    def checked(request: HttpRequest, **given: Any) -> Any:
        known = list(type(given["asked"]).model_fields) if "asked" in given else []
        for name in request.GET:
            if name not in known:
                there_are = f"There are {', '.join(known)}." if known else "There is nothing to ask for."
                raise NothingOfOurs(f"{name[:80]} is nothing that can be asked for here. {there_are}")
        return operation(request, **given)

    return checked
