"""Where Snowflake's own pages show a statement."""

from urllib.parse import quote

from django.conf import settings

PAGES = "https://app.snowflake.com"


def profile_of(query_id: str) -> str:
    """The address of the query's profile; nothing where Snowflake has no pages, as with the stand-in.

    An account is named by its organisation and itself, or, of old, by its locator and its region.
    https://docs.snowflake.com/en/user-guide/admin-account-identifier
    """
    base = settings.SNOWFLAKE_UI.rstrip("/") or _derived()
    return f"{base}/#/compute/history/queries/{quote(query_id, safe='')}/profile" if base and query_id else ""


def _derived() -> str:
    account = str(settings.SNOWFLAKE.get("account") or "").lower()
    if settings.SNOWFLAKE.get("host"):
        return ""  # the stand-in, or a private link, whose pages are elsewhere
    if "." in account:
        locator, _, region = account.partition(".")
        return f"{PAGES}/{quote(region, safe='')}/{quote(locator, safe='')}"
    organisation, _, name = account.partition("-")
    return f"{PAGES}/{quote(organisation, safe='')}/{quote(name, safe='')}" if name else ""
