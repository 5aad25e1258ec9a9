"""An audience in a browser: asked for, approved by a lead, downloaded, and told in the log."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import a_page
from tests.browser.steps import kpi, open_report, refresh
from tests.web import Portal

TEAM = "Shopper insights"
WHY = "Autumn coupons, for the agency that mails them."


@pytest.fixture
def dev(browser: Browser, portal: Portal, signed_in: Callable[[str], StorageState]) -> Iterator[Page]:
    with a_page(browser, portal, storage_state=signed_in("dev")) as page:
        yield page


@pytest.fixture
def cleo(browser: Browser, portal: Portal, signed_in: Callable[[str], StorageState]) -> Iterator[Page]:
    with a_page(browser, portal, storage_state=signed_in("cleo")) as page:
        yield page


@pytest.fixture
def approving(dev: Page) -> Iterator[None]:
    """An admin says that Ana's team wants its exports approved, and takes it back."""
    _say(dev, approve=True)
    yield
    _say(dev, approve=False)


def _say(dev: Page, *, approve: bool) -> None:
    dev.goto("/admin/access/team/")
    dev.get_by_role("link", name=TEAM).first.click()
    tick = dev.get_by_label("Audience exports need approval")
    tick.check() if approve else tick.uncheck()
    dev.get_by_role("button", name="Save", exact=True).click()
    expect(dev.get_by_text("was changed successfully")).to_be_visible()


@pytest.mark.usefixtures("approving")
def test_an_audience_is_asked_for_approved_downloaded_and_told_in_the_log(rae: Page, ana: Page, cleo: Page):
    open_report(rae, "audience-builder")
    refresh(rae)
    shown = re.sub(r"\D", "", kpi(rae, "Hand them on").locator(".kpi__figure").inner_text())
    rae.get_by_role("button", name="Export audience").click()
    rae.get_by_label("What for, and for whom?").fill(WHY)
    rae.get_by_role("button", name="Ask for approval").click()
    expect(rae.get_by_text("not decided yet")).to_be_visible()
    approve(ana)
    rae.reload()
    content, told = downloaded(rae)
    ids = [each for (each,) in csv.reader(io.StringIO(content.decode()))][1:]
    assert len(ids) == len(set(ids)) == told["ids"] == int(shown)
    assert (told["purpose"], told["approval"]["by"]) == (WHY, "ana")
    cleo.goto("/audit/reports/audience-builder/")
    digest = hashlib.sha256(content).hexdigest()
    expect(cleo.get_by_text(f"SHA-256 of the ids {digest}, approved by ana, for: {WHY}").first).to_be_visible()


def approve(lead: Page) -> None:
    """Hear of it by the bell, read what for, and approve."""
    lead.reload()
    lead.locator("#bell summary").click()
    lead.get_by_role("link", name="1 audience export waits for your approval").click()
    lead.get_by_role("link", name=re.compile("^Decide")).click()
    expect(lead.get_by_text(WHY)).to_be_visible()
    lead.get_by_role("button", name="Approve").click()
    expect(lead.get_by_text("Approved.")).to_be_visible()


def downloaded(page: Page) -> tuple[bytes, dict]:
    """The bytes of the ids, and what the manifest says of them."""
    with page.expect_download() as found:
        page.get_by_role("button", name=re.compile("^Download")).click()
    with zipfile.ZipFile(found.value.path()) as zipped:
        return zipped.read("audience.csv"), json.loads(zipped.read("manifest.json"))
