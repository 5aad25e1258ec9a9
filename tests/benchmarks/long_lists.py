"""How long do the rows of a very long table take, and the values of a very long list? `python -m` runs it alone."""

from functools import partial
from itertools import count
from typing import Any

import tests.services as servers  # first: it gives the settings
from tests.benchmarks.downloads import serving
from tests.benchmarks.long_table import SLUG
from tests.benchmarks.one_slice import opened, say, timed
from tests.report_page import ReportPage
from tests.web import Portal, portal_running

TIMES = 9
TABLE = "every"
PAGES: dict[str, dict[str, Any]] = {
    "first rows": {},
    "rows from the middle": {"startRow": 600_000, "endRow": 600_100},
    "sorted by sales": {"sortModel": [{"colId": "SUM_SALES_VALUE", "sort": "desc"}]},
    "sorted by product type": {"sortModel": [{"colId": "PRODUCT_TYPE", "sort": "asc"}]},
    "filtered by department": {
        "filterModel": {"DEPARTMENT": {"filterType": "text", "type": "contains", "filter": "DELI"}}
    },
}


def long_lists(portal: Portal) -> None:
    """Print what a page of 1.4 million rows takes, and a list of 92 thousand products as one types."""
    portal.manage("shell", "-v", "0", "-c", "from tests.benchmarks.long_table import opened_to_ana as o; o()")
    with serving(portal):
        page = opened(portal.url, "ana", address=f"/reports/{SLUG}/")
        page.refresh(purchased_on={"preset": "all time"})
        page.until_over()
        for name, wanted in PAGES.items():
            rows = page.rows(TABLE, **wanted)[f"{TABLE}--grid"]["getRowsResponse"]["rowCount"]
            say(f"{rows:,} rows, {name}", [timed(partial(page.rows, TABLE, **wanted)) for _ in range(TIMES)])
        found = page.offers("product_id", part="products")["total"]
        typed = (str(number) for number in count(100))
        say(f"a list of {found:,} products, opened", [timed(partial(offered, page)) for _ in range(TIMES)])
        say("the same, as one types", [timed(partial(offered, page, next(typed))) for _ in range(TIMES)])


def offered(page: ReportPage, search: str = "") -> None:
    page.offers("product_id", part="products", search=search)


def main() -> None:
    with servers.services, portal_running("portico_lists", worker=False) as portal:
        print(f"{'':54} {'p50 ms':>8} {'max':>7}")
        long_lists(portal)


if __name__ == "__main__":
    main()
