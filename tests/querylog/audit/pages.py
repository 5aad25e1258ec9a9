"""What stands on the audit's pages, as someone reads it there."""

import html
import re
from typing import Any

from django.test import Client

from querylog.models import Statement

ROW = re.compile(r"<tr>\s*<td class=\"when\">.*?</tr>", re.DOTALL)
CELL = re.compile(r"<td class=\"([\w -]+)\">(.*?)</td>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def text_of(markup: str) -> str:
    return " ".join(html.unescape(TAG.sub(" ", markup)).split())


def listed(page: Any) -> list[dict[str, str]]:
    """The rows of a list, each cell by its name; `id` is the statement that the row leads to."""
    return [
        {
            "id": re.search(r"/audit/([0-9a-f-]{36})/", row)[1],
            **{name.split()[-1]: text_of(cell) for name, cell in CELL.findall(row)},
        }
        for row in ROW.findall(page.content.decode())
    ]


def older(page: Any) -> str:
    """Where the page's link to what is older leads, or nothing."""
    found = re.search(r'href="([^"]*)">Older', page.content.decode())
    return html.unescape(found[1]) if found else ""


def find(client: Client, words: str) -> list[str]:
    """The IDs of the statements that a search shows on its first page."""
    return [row["id"] for row in listed(client.get("/audit/", {"q": words}))]


def page_of(client: Client, statement: Statement) -> str:
    return client.get(f"/audit/{statement.pk}/").content.decode()
