"""People whom the provider has made by SCIM sign in through it, to the accounts that it made."""

import pytest
from django.test import Client

from portal.access.models import CameBy, Membership, User
from tests.conftest import REPORT
from tests.portal.sign_in.conftest import one_provider, provider  # noqa: F401
from tests.portal.sign_in.test_openid import refused, sign_in

PAGE = f"/reports/{REPORT}/"


@pytest.fixture
def browser(people) -> Client:
    return Client()


def test_who_was_made_by_the_provider_comes_to_that_account_and_sees_her_teams_report(browser, provider, scim, mapped):  # noqa: F811
    eva = scim.makes("eva@grocer.example", externalId="eva-scim-1")
    scim.makes_group("insights-readers", eva)
    assert sign_in(browser, provider, "eva-scim-1").status_code == 302
    assert browser.get("/account/").context["user"].pk == int(eva)
    assert browser.get(PAGE).status_code == 200


def test_a_sign_in_without_groups_takes_nothing_that_the_directory_tells(browser, provider, scim, mapped):  # noqa: F811
    group = scim.makes_group("insights-readers", scim.makes("eva", externalId="eva-scim-2"))
    sign_in(browser, provider, "eva-scim-2", groups=["insights-readers"])
    sign_in(browser, provider, "eva-scim-2")
    assert Membership.objects.get(user__username="eva").came_by == CameBy.SCIM
    scim.send("DELETE", f"Groups/{group}")
    assert browser.get(PAGE).status_code == 403


@pytest.mark.parametrize("hers", ["a password", "rights", "all rights", "a role", "another sign-in"])
def test_an_id_takes_over_no_account_with_something_of_its_own(browser, provider, scim, people, hers):  # noqa: F811
    eva = User.objects.get(pk=scim.makes("eva", externalId="eva-scim-3"))
    if hers == "a password":
        eva.set_password("a-long-password-of-eva")
    elif hers == "another sign-in":
        eva.socialaccount_set.create(provider="saml", uid="another")
    elif hers == "a role":
        eva.groups.create(name="buyers")
    eva.is_staff, eva.is_superuser = hers == "rights", hers == "all rights"
    eva.save()
    assert refused(sign_in(browser, provider, "eva-scim-3"), "no account here yet")


def test_an_id_that_two_accounts_have_is_nobodys(browser, provider, scim):  # noqa: F811
    scim.makes("eva", externalId="eva-scim-4")
    scim.makes("mia", externalId="eva-scim-4")
    assert refused(sign_in(browser, provider, "eva-scim-4"), "no account here yet")


def test_who_was_switched_off_or_deleted_does_not_come_in(browser, provider, scim):  # noqa: F811
    eva = f"Users/{scim.makes('eva', externalId='eva-scim-5')}"
    sign_in(browser, provider, "eva-scim-5")
    scim.patches(eva, {"op": "replace", "value": {"active": False}})
    assert browser.get("/").url == "/sign-in/?next=/"
    assert sign_in(browser, provider, "eva-scim-5").url == "/sign-in/switched-off/"
    scim.send("DELETE", eva)
    assert refused(sign_in(browser, provider, "eva-scim-5"), "no account here yet")
