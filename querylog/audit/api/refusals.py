"""Every way in which there is no answer: a sentence as JSON, under the right status."""

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from querylog.audit.api.gate import OutOfScope, TooOften
from querylog.audit.api.shapes import Refusal
from querylog.errors import LogUnavailable, PorticoError

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 30
UNKNOWN = (
    "Send a token that works: Authorization: Bearer portico_… It may have ended or been revoked, or its owner may no "
    "longer read the audit. Tokens are made under /audit/tokens/."
)
NO_DATABASE = "The portal's database can't be reached or took too long. Narrow the search, or try again in a minute."
BROKEN = "Something went wrong here. Try again; if it stays so, tell the people who run this portal."
REFUSED = dict.fromkeys((401, 403, 422, 429, 503), Refusal)


def refusal(status: int, sentence: str, **headers: str) -> HttpResponse:
    return JsonResponse({"sentence": sentence}, status=status, headers=headers)


def teach(api: NinjaAPI) -> None:
    """From now on the API refuses in sentences."""
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(OutOfScope, lambda _, error: refusal(403, error.sentence))
    api.add_exception_handler(TooOften, _too_often)
    api.add_exception_handler(Http404, lambda _, error: refusal(404, str(error)))
    api.add_exception_handler(ValidationError, _not_valid)
    api.add_exception_handler(PorticoError, lambda _, error: refusal(422, error.sentence))
    api.add_exception_handler(LogUnavailable, _unavailable)
    api.add_exception_handler(OperationalError, _unavailable)
    api.add_exception_handler(InterfaceError, _unavailable)
    api.add_exception_handler(Exception, _broken)


def _unknown(request: HttpRequest, _: Any) -> HttpResponse:
    return refusal(401, UNKNOWN, **{"WWW-Authenticate": 'Bearer realm="audit"'})


def _too_often(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal(429, error.sentence, **{"Retry-After": str(error.wait)})


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    said = [f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}." for each in error.errors]
    return refusal(422, " ".join(said))


def _unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("The audit's API: %s can't be answered: %s", request.path, error)
    sentence = error.sentence if isinstance(error, LogUnavailable) else NO_DATABASE
    return refusal(503, sentence, **{"Retry-After": str(RETRY_AFTER_SECONDS)})


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("The audit's API: %s failed.", request.path, exc_info=error)
    return refusal(500, BROKEN)
