"""Where does a request come from?"""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest | None) -> str:
    """Where the request comes from; behind a trusted proxy, what that proxy saw."""
    if request is None:
        return ""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUSTED_PROXY else ""
    # Only the last entry was written by our proxy; those before it are the sender's own words.
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def network_of(request: HttpRequest | None) -> str:
    """Its address, or the network that it is one of: whoever has an address of IPv6 has 2⁶⁴ of them."""
    address = address_of(request)
    try:
        return str(ip_network((address, 64), strict=False)) if ip_address(address).version == 6 else address
    except ValueError:
        return address
