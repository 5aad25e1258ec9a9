"""A token for a client of an OAuth server, by its id and secret: the grant that is made for programs.

The connector can do this too (OAUTH_CLIENT_CREDENTIALS), but waits for ever for a server that is silent.
https://www.rfc-editor.org/rfc/rfc6749#section-4.4
"""

from django.conf import settings
from snowflake.connector.vendored import requests

from querylog.errors import TokenNotIssued


def token_of(client_id: str, secret: str, *, url: str, scope: str) -> str:
    """An access token. Raises TokenNotIssued when there is none within the time for signing in."""
    form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    try:
        answer = requests.post(url, form, auth=(client_id, secret), timeout=settings.LOGIN_TIMEOUT_SECONDS)
        answer.raise_for_status()
        return str(answer.json()["access_token"])
    except (requests.RequestException, ValueError, TypeError, KeyError) as error:
        raise TokenNotIssued from error
