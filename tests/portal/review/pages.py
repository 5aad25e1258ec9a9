"""What stands on the pages of the review, and in its files."""

import csv
import re
from html import unescape

MATRIX = "/access/"


def page_of(client, address=MATRIX, **asked) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"
    return answer.content.decode()


def all_columns_of(client, **asked) -> dict[str, dict[str, str]]:
    """The rows of the matrix with the columns of all of its pages."""
    found: dict[str, dict[str, str]] = {}
    page, number = page_of(client, **asked), 1
    while page:
        for name, cells in rows_of(page).items():
            found.setdefault(name, {}).update(cells)
        number += 1
        more = f"column_page={number}" in page
        page = page_of(client, column_page=number, **asked) if more else ""
    return found


def text_of(page: str) -> str:
    """What is read on it, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])).split())


def rows_of(page: str) -> dict[str, dict[str, str]]:
    """What each cell says, by the name of its row and the title of its report; what was not asked for is left out."""
    found: dict[str, dict[str, str]] = {}
    for row in re.findall(r"<tr>\s*<th class=\"matrix__row\".*?</tr>", page, re.DOTALL):
        name = unescape(re.search(r"<a [^>]*>(.*?)</a>", row)[1])
        found[name] = dict(_cells(row))
    return found


def _cells(row: str):
    for classes, cell in re.findall(r'<td class="(cell[^"]*)">(.*?)</td>', row, re.DOTALL):
        title = unescape(re.search(r'"cell__report">(.*?)</span>', cell)[1])
        said = " ".join(unescape(re.sub(r"<[^>]+>", " ", cell.partition("</span>")[2])).split())
        if "cell--aside" not in classes:
            yield title, said.removeprefix("– ").lower()


def open_cells(rows: dict[str, dict[str, str]]) -> set[tuple[str, str, str]]:
    """The name, the report and the right of each cell that is open and was asked for."""
    return {
        (name, title, said.split()[0])
        for name, cells in rows.items()
        for title, said in cells.items()
        if not said.startswith("not open")
    }


def csv_of(client, **asked) -> list[dict[str, str]]:
    answer = client.get("/access/access-review.csv", asked)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(keepends=True)[2:]))
