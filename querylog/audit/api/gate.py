"""What stands in front of every call: a token, its owner's rights, how often, and the log."""

from dataclasses import dataclass

from django.http import HttpRequest
from ninja.security import HttpBearer

from querylog.audit.api import tokens
from querylog.audit.guard import put_on_record
from querylog.errors import PorticoError
from querylog.models import Token


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who calls, and whether SQL may be shown."""

    token: Token
    sees_sql: bool

    def may(self, scope: str) -> bool:
        return scope in self.token.scopes


class OutOfScope(PorticoError):
    """The token was made for something else."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This token is not made for this: it lacks the scope {scope}. Make another one.")


class TooOften(PorticoError):
    """More calls in this minute than a token may make."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"This token has made as many calls as it may in a minute. Try again in {wait} seconds.")


class Bearer(HttpBearer):
    """Lets a call in, and puts it on record. A session's cookie counts for nothing here."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Reader | None:
        """Who calls; None where the token is no good. Raises OutOfScope, TooOften and ReadUnwritten."""
        found = tokens.known(token.strip())
        if found is None:
            return None
        if wait := tokens.wait_of(found):
            raise TooOften(wait)
        request.user = found.owner  # whoever has a session beside it
        put_on_record(request, how="API", token=found.name)
        if self.scope and self.scope not in found.scopes:
            raise OutOfScope(self.scope)
        return Reader(token=found, sees_sql=tokens.sees_sql(found))
