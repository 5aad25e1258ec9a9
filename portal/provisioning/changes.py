"""What a part of a SCIM message changes, whichever way a provider writes it, and what its values have to be."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django_scim.exceptions import BadRequestError

EXTENSION = re.compile(r"^urn:ietf:params:scim:schemas:[\w:.-]*:(?=\w)", re.IGNORECASE)
THE_ONE = re.compile(r'\[\s*(type\s+eq\s+"work"|primary\s+eq\s+"?true"?)\s*\]', re.IGNORECASE)


def plain(path: str) -> str:
    """The path without its schema, and without the choice of the one value of several that is kept here."""
    return THE_ONE.sub("", EXTENSION.sub("", path))


def changes_of(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Names in small letters, with what they become: {"name": {"givenName": …}} and "name.givenName" are the same."""
    name = plain(path).lower()
    if isinstance(value, dict) and name in {"", "name"}:
        for key, each in value.items():
            yield from changes_of(f"{name}.{key}" if name else str(key), each)
    else:
        yield name, value


def as_text(name: str, value: Any, *, longest: int) -> str:
    if value is not None and not isinstance(value, str):
        raise BadRequestError(f"{name} should be a text.", scim_type="invalidValue")
    if len(value or "") > longest:
        raise BadRequestError(f"{name} is longer than {longest} characters.", scim_type="invalidValue")
    return value or ""


def as_claim(name: str, value: Any) -> bool:
    """Some providers write true and false as texts."""
    told = {"true": True, "false": False}.get(str(value).lower())
    if told is None:
        raise BadRequestError(f"{name} should be true or false.", scim_type="invalidValue")
    return told


def as_email(name: str, value: Any, *, longest: int) -> str:
    """The primary address of a list, or the first; a text is one itself."""
    listed = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
    first = sorted(listed, key=lambda each: not each.get("primary"))[:1]
    address = as_text(name, first[0].get("value") if first else value or None, longest=longest)
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise BadRequestError(f"{name}: {address} is no e-mail address.", scim_type="invalidValue") from None
    return address
