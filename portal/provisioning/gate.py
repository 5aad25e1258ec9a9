"""What stands in front of every SCIM address: the token, all or nothing, and the log."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare

from portal.access.acting import acting_for
from portal.access.addresses import address_of
from portal.access.guesses import Tally, counted
from portal.pages.outage import DEAD_DATABASE, RETRY_AFTER_SECONDS
from portal.provisioning.messages import refusal
from querylog.errors import LogUnavailable
from querylog.events import record_if_possible
from querylog.models import Kind

logger = logging.getLogger(__name__)

WHO = "SCIM"  # in the history
UNAVAILABLE = (*DEAD_DATABASE, LogUnavailable)


class Gate:
    """A view behind the token. Without SCIM_TOKEN there is no such address, and a session opens none."""

    def __init__(self, get_response: Callable[..., HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.SCIM_TOKEN:
            raise Http404("SCIM is not switched on.")
        try:
            if not _has_token(request):
                return _stranger(request)
            return self._all_or_nothing(request, *args, **kwargs)
        except UNAVAILABLE as error:
            return unavailable(request, error)

    def _all_or_nothing(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic(), acting_for(WHO):
            response = self.get_response(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503: the database or the log is away, and nothing was changed. Providers try again by themselves."""
    logger.error("SCIM: %s %s can't be done: %s", request.method, request.path, error)
    response = refusal(503, "The portal's database can't be reached, so nothing was changed. Try again in a minute.")
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _has_token(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and constant_time_compare(token.strip(), settings.SCIM_TOKEN)


def _stranger(request: HttpRequest) -> HttpResponse:
    """401, on record; 429 and no more on record after five, for nobody fills the log from outside.

    Only wrong tokens count and wait: whoever sends the right one is let in, wherever others guess from.
    """
    address = address_of(request)
    try:
        with counted(Tally(f"SCIM from {address}")):
            raise ValidationError("wrong token", code="wrong")
    except ValidationError as refused:
        if refused.code != "wrong":
            return refusal(429, "Too many wrong tokens. Wait fifteen minutes.")
    told = "SCIM: wrong token"
    record_if_possible(Kind.SIGN_IN_FAILED, user_id=None, name="", address=address, single_sign_on=told)
    response = refusal(401, "Send the portal's SCIM token: Authorization: Bearer …")
    response["WWW-Authenticate"] = 'Bearer realm="Portico"'
    return response
