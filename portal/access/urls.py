"""The addresses of sign-in, of second steps and of teams. allauth has more; what is not listed here is not offered.

The names are allauth's, which asks for its pages by them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache

from portal.access import sso_views, team_views, view_as_pages
from portal.sso_settings import SAML_IS_INSTALLED

urlpatterns: list[URLPattern] = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/switched-off/", account.account_inactive, name="account_inactive"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/key/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # Always to sign-in: a field name that no form has takes the place of `next`.
    path("sign-out/", login_not_required(LogoutView.as_view(redirect_field_name="")), name="sign-out"),
    path("view-as/person/<int:pk>/", view_as_pages.as_person, name="view-as-person"),
    path("view-as/team/<int:pk>/", view_as_pages.as_team, name="view-as-team"),
    path("view-as/stop/", view_as_pages.stop, name="stop-viewing"),
    path("teams/", team_views.teams, name="teams"),
    path("teams/<slug:slug>/", team_views.team, name="team"),
    path("teams/<slug:slug>/people/", team_views.people, name="team-people"),
    path("teams/<slug:slug>/add/", team_views.add, name="team-add"),
    path("teams/<slug:slug>/remove/<int:pk>/", team_views.remove, name="team-remove"),
    path("teams/<slug:slug>/lead/<int:pk>/", team_views.lead, name="team-lead"),
    path("account/security/", mfa.index, name="mfa_index"),
    path("account/security/app/", never_cache(app.activate_totp), name="mfa_activate_totp"),
    path("account/security/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/security/keys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("account/security/keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("account/security/keys/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/security/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/security/codes/", never_cache(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/security/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/security/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sso/cancelled/", sso_views.cancelled, name="socialaccount_login_cancelled"),
    path("sso/<slug:provider_id>/", sso_views.begin, name="sso"),
    path("sso/oidc/callback/", sso_views.back_from_oidc, {"provider_id": "oidc"}, name="openid_connect_callback"),
]

if SAML_IS_INSTALLED:
    from allauth.socialaccount.providers.saml import views

    urlpatterns += [
        path("sso/<slug:organization_slug>/acs/", sso_views.saml(views.acs), name="saml_acs"),
        path("sso/<slug:organization_slug>/acs/finish/", sso_views.saml(views.finish_acs), name="saml_finish_acs"),
        path("sso/<slug:organization_slug>/metadata/", sso_views.saml(views.metadata), name="saml_metadata"),
        # Not offered: allauth follows wherever a logout message leads, and takes unsigned ones.
        path("sso/<slug:organization_slug>/sls/", sso_views.not_offered, name="saml_sls"),
    ]
