"""The headers that keep browsers safe, on everything that is answered: probes, files and errors included."""

from django.http import HttpRequest
from django.middleware.security import SecurityMiddleware


class SafeHeaders(SecurityMiddleware):
    """Django's own, in front of what answers before its place in the row; it redirects nothing."""

    def process_request(self, request: HttpRequest) -> None:
        """A probe knows no TLS, so only SecurityMiddleware itself, which comes after them, asks for it."""
