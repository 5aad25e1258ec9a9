"""Can this request be read at all? What no browser sends is refused before anything tries to."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

from portal.pages.errors import bad_request

UTF_8 = ("", "utf-8", "utf8")


class Legible:
    """Texts are UTF-8. Python would read them as whatever a request says: rot13, or what makes halves of letters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset", "")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if charset.lower() in UTF_8 and length.isascii() and length.isdigit():
            return self.get_response(request)
        return bad_request(request, BadRequest("The request's texts are in no encoding that we read."))
