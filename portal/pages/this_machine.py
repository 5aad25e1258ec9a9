"""What is for this machine only answers nobody else: DEBUG shows settings, DEMO lets admins in by password alone."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from portal.access.addresses import address_of

FROM_ELSEWHERE = (
    "With DEBUG or DEMO switched on, this portal answers only the machine that it runs on, and you come from another.\n"
)


class ThisMachineOnly:
    """Looks at who connects: a name of this machine is allowed by ALLOWED_HOSTS, and anybody can send it along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not (settings.DEBUG or settings.DEMO):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Behind a proxy both are asked: the proxy, and whom it saw.
        if is_here(request.META.get("REMOTE_ADDR", "")) and is_here(address_of(request)):
            return self.get_response(request)
        return HttpResponse(FROM_ELSEWHERE, status=403, content_type="text/plain")


def is_here(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
