"""The report's page, opened by someone of the cast."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from tests.report_page import ReportPage


def opened_by(client: Client) -> ReportPage:
    return ReportPage(
        lambda path: client.get(path).json(),
        lambda path, body: client.post(path, data=body, content_type="application/json"),
    )


@pytest.fixture
def open_page() -> Callable[[Client], ReportPage]:
    cache.clear()
    return opened_by


@pytest.fixture
def page(ana, open_page) -> ReportPage:
    """The report, opened by Ana."""
    return open_page(ana)
