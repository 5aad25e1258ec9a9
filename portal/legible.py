"""Can this request be read at all? What no browser sends is refused before Django tries to, and fails."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
REFUSED = b"This request can't be read: its texts are in no encoding that we know. Reload the page and try again.\n"


def only_legible(application: Application) -> Application:
    """The application, for texts in UTF-8. Python would read them as whatever a request says: rot13, or worse."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if _is_legible(environ.get("CONTENT_TYPE") or ""):
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", str(len(REFUSED)))])
        return [REFUSED]

    return answer


def _is_legible(content_type: str) -> bool:
    try:
        _, parameters = parse_header_parameters(content_type)
    except ValueError:
        return False
    return parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")
