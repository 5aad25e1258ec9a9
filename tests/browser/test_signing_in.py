"""Sign-in as people meet it: single sign-on, an app's code, a security key, and what an admin is asked for."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import a_page
from tests.browser.steps import sign_in
from tests.portal.sign_in.codes import code_of, steady
from tests.portal.sign_in.provider import CLIENT, Provider, provider_running
from tests.web import PASSWORD, Portal, portal_running

SHELL = "from portal.access.models import *; TeamGroup.objects.create(team=Team.objects.first(), group='readers')"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provider_running() as provider:
        yield provider


@pytest.fixture(scope="module")
def portal(provider) -> Iterator[Portal]:
    """A portal that asks admins for a second step, and has the company's single sign-on."""
    settings = {"OIDC_SERVER_URL": provider.url, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": "x"}
    given = {**settings, "OIDC_NAME": "Grocer SSO", "ALLOWED_HOSTS": "localhost,127.0.0.1", "DEMO": "0"}
    with portal_running("portico_signing_in", worker=False, **given) as portal:
        portal.manage("shell", "--command", SHELL)
        portal.url = portal.url.replace("127.0.0.1", "localhost")  # security keys are for names, not for numbers
        yield portal


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    with a_page(browser, portal) as page:
        yield page


def with_a_key(page: Page) -> None:
    """The browser has a security key that is touched at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    options |= {"automaticPresenceSimulation": True, "hasResidentKey": False}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def password_again(page: Page) -> None:
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def enter_password(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_single_sign_on_leads_to_the_provider_and_back(page, provider):
    provider.knows("eva", preferred_username="eva", name="Eva Berg", groups=["readers"])
    page.goto("/account/")
    page.get_by_role("button", name="Continue with Grocer SSO").click()
    page.get_by_placeholder("sub").fill("eva")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/account/")
    expect(page.get_by_role("heading", name="Eva Berg")).to_be_visible()
    expect(page.get_by_text("by a group")).to_be_visible()


def test_an_admin_sets_up_an_app_on_the_way_to_the_admin_pages(page):
    sign_in(page, "dev")
    page.goto("/admin/")
    expect(page.get_by_text("An admin needs a second step")).to_be_visible()
    page.get_by_role("link", name="Set up an app").click()
    password_again(page)
    expect(page.get_by_alt_text(re.compile("QR code"))).to_be_visible()
    steady()
    page.get_by_label("Code").fill(code_of(page.locator(".key").inner_text()))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_text("10 of 10 are left")).to_be_visible()
    expect(page.get_by_text("asked for its code")).to_be_visible()
    page.goto("/admin/")
    expect(page).to_have_title(re.compile("Portico admin"))


def test_a_security_key_is_set_up_and_lets_her_in(page):
    with_a_key(page)
    sign_in(page, "fay")
    page.goto("/account/security/keys/add/")
    password_again(page)
    page.get_by_label("Name").fill("The blue one")
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_text("10 of 10 are left")).to_be_visible()
    page.goto("/account/security/keys/")
    expect(page.get_by_role("heading", name="The blue one")).to_be_visible()
    page.get_by_label("account and sign out").click()
    page.get_by_role("button", name="Sign out").click()
    enter_password(page, "fay")
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/")
    expect(page.get_by_label("Fay Lindqvist: account")).to_be_visible()


def test_a_key_that_is_not_there_is_said_in_words(page):
    sign_in(page, "ben")
    page.goto("/account/security/keys/add/")
    password_again(page)
    refuse = "() => Promise.reject(new DOMException('x', 'NotAllowedError'))"
    page.evaluate(f"() => {{ navigator.credentials.create = {refuse}; }}")
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_text("was not used in time")).to_be_visible()
