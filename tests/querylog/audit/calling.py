"""Programs that call the API with a token."""

from typing import Any

from django.test import Client

from portal.access.models import User
from querylog.audit.api import tokens

V1 = "/audit/api/v1/"
ALL = tuple(tokens.SCOPES)


def made(owner: User, *scopes: str, name: str = "a program") -> str:
    """What its owner keeps of a new token."""
    return tokens.make(owner, name=name, scopes=scopes or ALL, days=30)[1]


def call(shown: str, path: str, **asked: Any) -> Any:
    return Client().get(V1 + path, asked, headers={"Authorization": f"Bearer {shown}"})


def ids(answer: Any) -> list[str]:
    return [each["id"] for each in answer.json()["items"]]


def sentence(answer: Any) -> str:
    """Why there is no answer: of each refusal, all that there is."""
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json().keys() == {"sentence"}
    return answer.json()["sentence"]
