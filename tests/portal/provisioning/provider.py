"""An identity provider that keeps accounts and groups by SCIM, and what it sends: as Okta and Entra ID do."""

import json
from typing import Any

from django.test import Client

TOKEN = "for-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class Provider:
    """Sends requests with the token. Browsers' cookies and tokens of forms are unknown to it."""

    def __init__(self, token: str = TOKEN) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, method: str, path: str, body: Any = None, **query: Any):
        """The answer; `body` is JSON, or bytes as they are."""
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method,
            f"/scim/v2/{path}",
            sent,
            content_type="application/scim+json",
            headers=self.headers,
            query_params=query or None,
        )

    def get(self, path: str, **query: Any):
        return self.send("GET", path, **query)

    def found(self, what: str, filter: str, **more: Any) -> list[str]:
        """The names of the people or groups that a filter finds."""
        answer = self.get(what, filter=filter, **more)
        assert answer.status_code == 200, answer.content
        return [each.get("userName") or each["displayName"] for each in answer.json()["Resources"]]

    def makes(self, name: str, /, **more: Any) -> str:
        """The id of a new account."""
        return self._made("Users", {"schemas": [USER], "userName": name, "active": True, **more})

    def makes_group(self, name: str, /, *members: str, **more: Any) -> str:
        """The id of a new group with these people, by id."""
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": each} for each in members], **more}
        return self._made("Groups", body)

    def patches(self, path: str, *operations: dict[str, Any]):
        return self.send("PATCH", path, {"schemas": [PATCH_OP], "Operations": list(operations)})

    def _made(self, what: str, body: dict[str, Any]) -> str:
        answer = self.send("POST", what, body)
        assert answer.status_code == 201, answer.content
        assert answer["Location"] == f"http://testserver/scim/v2/{what}/{answer.json()['id']}"
        return answer.json()["id"]


def is_refused(answer, status: int, *, because: str = "") -> bool:
    """True when it is an error as RFC 7644 has it, with this status and a sentence."""
    assert answer.status_code == status, (answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/scim+json"
    told = answer.json()
    assert told["schemas"] == [ERROR]
    assert told["status"] == str(status)
    return because in told["detail"]
