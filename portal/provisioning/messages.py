"""What is wrong with a SCIM message as such, before anything is done; and how a refusal is written."""

import json
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django_scim.constants import SCIM_CONTENT_TYPE, SchemaURI
from django_scim.exceptions import BadRequestError, NotFoundError, SCIMException

MOST_OPERATIONS = 1000
NUMBER = re.compile(r"[0-9]{1,18}")
PATH = re.compile(r"[\w.:$-]+(\[[^\]]*\])?(\.\w+)?")
UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")
WITH_BODY = {"POST", "PUT", "PATCH"}


def check(request: HttpRequest) -> None:
    """Raises what is wrong with the query or the body."""
    if any("\0" in value for value in request.GET.values()):
        raise BadRequestError("The query holds a zero byte.", scim_type="invalidValue")
    if request.method in WITH_BODY:
        sent = _body(request)
        if request.method == "PATCH":
            _check_operations(sent.get("Operations"))


def check_id(given: str) -> None:
    """Raises NotFoundError where this can't be an id of ours."""
    if not NUMBER.fullmatch(given):
        raise NotFoundError(given)


def refusal(status: int, detail: str, *, kind: str | None = None) -> HttpResponse:
    """An error as RFC 7644 has it."""
    told = {"schemas": [SchemaURI.ERROR], "status": str(status), "detail": detail}
    content = json.dumps({**told, "scimType": kind} if kind else told)
    return HttpResponse(content, content_type=SCIM_CONTENT_TYPE, status=status)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
        storable = _storable(sent)
    except RequestDataTooBig:
        raise SCIMException("The body is too large. Send less at once.", status=413) from None
    except (ValueError, RecursionError):
        raise BadRequestError("The body can't be read as JSON.", scim_type="invalidSyntax") from None
    if not isinstance(sent, dict) or not sent:
        raise BadRequestError("The body is no JSON object with something in it.", scim_type="invalidSyntax")
    if not storable:
        raise BadRequestError("The body holds a character that can't be kept.", scim_type="invalidValue")
    return sent


def _storable(value: Any) -> bool:
    """False where a text holds what PostgreSQL does not take: a zero byte, or half of a character."""
    if isinstance(value, dict):
        return all(_storable(key) and _storable(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(_storable, value))
    return not isinstance(value, str) or not UNSTORABLE.search(value)


def _check_operations(operations: Any) -> None:
    if not isinstance(operations, list) or not 0 < len(operations) <= MOST_OPERATIONS:
        raise BadRequestError(
            f"Operations is no list of 1 to {MOST_OPERATIONS:,} operations.", scim_type="invalidSyntax"
        )
    for each in operations:
        if not isinstance(each, dict) or str(each.get("op")).lower() not in {"add", "remove", "replace"}:
            raise BadRequestError("An operation has an op: add, remove or replace.", scim_type="invalidSyntax")
        _check_target(each, each.get("path") or "")


def _check_target(operation: dict[str, Any], path: Any) -> None:
    if not isinstance(path, str) or (path and not PATH.fullmatch(path)):
        raise BadRequestError("The path of an operation can't be read.", scim_type="invalidPath")
    if not path and (operation["op"].lower() == "remove" or not isinstance(operation.get("value"), dict)):
        raise BadRequestError("An operation without a path has an object as its value.", scim_type="noTarget")
