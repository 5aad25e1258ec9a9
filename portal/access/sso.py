"""Whom does the company's single sign-on let in, and into which teams do their groups put them?"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from portal.access.acting import acting_as
from portal.access.addresses import address_of
from portal.access.groups import update_teams
from portal.access.models import CameBy, TeamGroup, User
from portal.access.vouching import has_rights, is_the_providers
from portal.sso_settings import SAML_ATTRIBUTES
from querylog.events import record_if_possible
from querylog.models import Kind

MOST_CHARACTERS = 400  # of why it failed, in the log
YES = {"true", "t", "yes", "y", "1"}
NOT_BEGUN = "no such sign-in was begun here"
STRANGER = (
    "You have no account here yet, and neither your e-mail address nor a group of yours is one that gets one by "
    "itself. Ask an admin of your company's Portico."
)
TAKEN = (
    "There is an account with your e-mail address here already, and it was not made by this sign-in. "
    "Sign in with its name and password, or ask an admin."
)
HAS_RIGHTS = (
    "The account with your e-mail address may do more than open reports, so an address alone does not lead into it. "
    "Sign in with its name and password, or ask an admin."
)


class SingleSignOn(DefaultSocialAccountAdapter):
    """Decides about people whom the identity provider has vouched for."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Those of the environment. Rows that somebody wrote into the table of apps open no door."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """The person as the provider tells of her. An address that it never checked is nobody's, and so not hers:
        once kept, it would lead its true owner into this account.
        """
        person: User = super().populate_user(request, sociallogin, data)
        if not address_was_checked(sociallogin.account.extra_data):
            person.email = ""
        sociallogin.email_addresses = []  # allauth's own book of addresses, which decides nothing here
        return person

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not sociallogin.is_existing and not self._is_linked(request, sociallogin):
            if not may_join(sociallogin):
                raise _refused(request, STRANGER)
        elif sociallogin.user.is_active:
            with acting_as(sociallogin.user):
                update_teams(sociallogin.user, groups_of(sociallogin), by=CameBy.SSO)

    def _is_linked(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """True when this sign-in now belongs to the one account that the provider had made for it by SCIM, or that has
        its e-mail address, as the settings allow.
        """
        made = made_for(sociallogin)
        if made is not None:
            with acting_as(made):
                sociallogin.connect(request, made)
            return True
        email = sociallogin.user.email
        same = list(User.objects.filter(email__iexact=email)) if email else []
        if not same:
            return False
        if len(same) > 1 or not settings.SSO_LINKS_BY_EMAIL:
            raise _refused(request, TAKEN)
        if has_rights(same[0]):
            raise _refused(request, HAS_RIGHTS)
        with acting_as(same[0]):
            sociallogin.connect(request, same[0])
        return True

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """The new account, in the teams of its groups."""
        user: User = super().save_user(request, sociallogin, form)
        with acting_as(user):
            update_teams(user, groups_of(sociallogin), by=CameBy.SSO)
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return may_join(sociallogin)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, exception: Exception | None = None, **more: Any
    ) -> None:
        context = more.get("extra_context") or {}
        why = exception or context.get("saml_last_error_reason") or NOT_BEGUN
        _remember_failure(request, f"{provider.name}: {why}"[:MOST_CHARACTERS])


def may_join(sociallogin: SocialLogin) -> bool:
    """Does somebody without an account get one: by the domain of her address, or by a group that is mapped?"""
    domain = sociallogin.user.email.rpartition("@")[2].lower()
    if domain and domain in {each.lower() for each in settings.SSO_DOMAINS}:
        return True
    return TeamGroup.objects.filter(group__in=groups_of(sociallogin)).exists()


def made_for(sociallogin: SocialLogin) -> User | None:
    """The account that the provider has made by SCIM for whom it now signs in: it gave it its own id of her."""
    made = User.objects.filter(scim_external_id=sociallogin.account.uid or None, socialaccount=None)[:2]
    return made[0] if len(made) == 1 and is_the_providers(made[0]) else None


def address_was_checked(claims: dict[str, Any]) -> bool:
    """False where the provider says so, or says anything but yes. Entra ID and most of SAML say nothing of it."""
    said = [claims[name] for name in SAML_ATTRIBUTES["email_verified"] if name in claims]
    return all(str(each[0] if isinstance(each, list) and each else each).lower() in YES for each in said)


def groups_of(sociallogin: SocialLogin) -> set[str]:
    """The groups in the claim or attribute that the settings name. Without it: none, which takes, and never gives."""
    named = sociallogin.account.extra_data.get(settings.SSO_GROUPS_CLAIM) or []
    return {str(group) for group in ([named] if isinstance(named, str) else named)}


def _refused(request: HttpRequest, why: str) -> ImmediateHttpResponse:
    _remember_failure(request, why)
    return ImmediateHttpResponse(render(request, "socialaccount/refused.html", {"reason": why}, status=403))


def _remember_failure(request: HttpRequest, why: str) -> None:
    record_if_possible(Kind.SIGN_IN_FAILED, user_id=None, name="", address=address_of(request), single_sign_on=why)
