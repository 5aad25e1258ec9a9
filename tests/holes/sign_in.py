"""Mistakes at the door: passwords, second steps, sessions, single sign-on, redirects."""

from tests.holes.hole import Hole

SIGN_IN = "tests/portal/test_sign_in.py"
SESSIONS = "tests/portal/sign_in/test_sessions.py"
SECOND_STEP = "tests/portal/sign_in/test_second_step.py"
OPENID = "tests/portal/sign_in/test_openid.py"
SAML = "tests/portal/sign_in/test_saml.py"

AT_THE_DOOR = [
    Hole(
        "sign-in leads wherever the address says",
        "portal/access/accounts.py",
        was='return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)',
        becomes="return bool(url)",
        caught_by=[f"{SIGN_IN}::test_sign_in_never_leads_to_another_site"],
    ),
    Hole(
        "one may guess passwords without end",
        "portal/access/guesses.py",
        was="if _failures(who) >= FAILURES_ALLOWED:",
        becomes="if _failures(who) < 0:",
        caught_by=[f"{SIGN_IN}::test_after_five_wrong_passwords_even_the_right_one_waits"],
    ),
    Hole(
        "whoever guesses writes herself from which address she comes",
        "portal/access/guesses.py",
        was='forwarded.rpartition(",")[2]',
        becomes='forwarded.partition(",")[0]',
        caught_by=[f"{SIGN_IN}::test_behind_a_proxy_nobody_writes_herself_where_she_comes_from"],
    ),
    Hole(
        "a header that only a proxy may send is believed of everybody",
        "portal/access/guesses.py",
        was='if settings.TRUSTED_PROXY else ""',
        becomes='if request.META else ""',
        caught_by=[f"{SIGN_IN}::test_without_a_proxy_no_header_says_where_somebody_comes_from"],
    ),
    Hole(
        "a session survives that its person was switched off",
        "portal/access/models.py",
        was='        if not self.is_active and (update_fields is None or "is_active" in update_fields):',
        becomes="        if not self.is_active and update_fields == []:",
        caught_by=[f"{SESSIONS}::test_a_session_that_ended_with_the_account_does_not_come_back_with_it"],
    ),
    Hole(
        "a session survives a new password",
        "portal/access/models.py",
        was='checked = f"{self.password} {self.sessions_ended}"',
        becomes='checked = f"{self.sessions_ended}"',
        caught_by=[f"{SESSIONS}::test_a_new_password_ends_the_other_sessions"],
    ),
    Hole(
        "scripts can read the cookie of a session",
        "portal/settings.py",
        was="SESSION_COOKIE_HTTPONLY = True",
        becomes="SESSION_COOKIE_HTTPONLY = False",
        caught_by=[f"{SESSIONS}::test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites"],
    ),
    Hole(
        "a header signs somebody in",
        "portal/settings.py",
        was='    "portal.access.acting.Acting",\n',
        becomes='    "django.contrib.auth.middleware.RemoteUserMiddleware",\n    "portal.access.acting.Acting",\n',
        caught_by=[f"{SESSIONS}::test_a_header_that_names_somebody_signs_nobody_in"],
    ),
    Hole(
        "the admin pages ask for no second step",
        "portal/access/second_step.py",
        was="    if not settings.ADMIN_SECOND_STEP or not isinstance(user, User):",
        becomes="    if settings.ADMIN_SECOND_STEP or not isinstance(user, User):",
        caught_by=[f"{SECOND_STEP}::test_no_page_of_the_admins_opens_without_it"],
    ),
    Hole(
        "the password once more counts as a second step",
        "portal/access/second_step.py",
        was='record.get("method") == "mfa" for record',
        becomes='record.get("method") in ("mfa", "password") for record',
        caught_by=[f"{SECOND_STEP}::test_the_password_once_more_is_no_second_step"],
    ),
    Hole(
        "a code can be used twice",
        "portal/access/sign_in.py",
        was="                spend(self.authenticator, code)\n",
        becomes="                pass\n",
        caught_by=[f"{SECOND_STEP}::test_a_code_from_before_the_last_one_is_used_up_with_it"],
    ),
    Hole(
        "the secrets of second steps stand in the database as they are",
        "portal/access/second_step.py",
        was="return _cipher().encrypt(text.encode()).decode()",
        becomes="return text",
        caught_by=[f"{SECOND_STEP}::test_its_secret_does_not_stand_in_the_database"],
    ),
    Hole(
        "OpenID Connect: anybody may have signed the token",
        "portal/access/oidc.py",
        was='options={"require"',
        becomes='options={"verify_signature": False, "require"',
        caught_by=[f"{OPENID}::test_a_token_signed_by_a_wrong_key_is_refused"],
    ),
    Hole(
        "OpenID Connect: the token chooses how it is signed",
        "portal/access/oidc.py",
        was='if header.get("alg") not in SIGNED_BY:',
        becomes='if not header.get("alg"):',
        caught_by=[f"{OPENID}::test_a_token_that_anybody_could_have_made_is_refused"],
    ),
    Hole(
        "OpenID Connect: a token for another application will do",
        "portal/access/oidc.py",
        was='options={"require"',
        becomes='options={"verify_aud": False, "require"',
        caught_by=[f"{OPENID}::test_a_token_for_another_application_is_refused"],
    ),
    Hole(
        "OpenID Connect: a token of another issuer will do",
        "portal/access/oidc.py",
        was='options={"require"',
        becomes='options={"verify_iss": False, "require"',
        caught_by=[f"{OPENID}::test_a_token_with_another_issuer_is_refused"],
    ),
    Hole(
        "OpenID Connect: a token of another sign-in will do",
        "portal/access/oidc.py",
        was='if not self.nonce or vouched.get("nonce") != self.nonce:',
        becomes="if not self.nonce:",
        caught_by=[f"{OPENID}::test_a_token_with_another_nonce_is_refused"],
    ),
    Hole(
        "OpenID Connect: an answer to no question of ours will do",
        "portal/access/oidc.py",
        was="        return state, refusal\n",
        becomes='        return state or {"process": "login"}, None\n',
        caught_by=[f"{OPENID}::test_an_answer_with_another_state_is_refused"],
    ),
    Hole(
        "OpenID Connect: user info about somebody else is taken",
        "portal/access/oidc.py",
        was='if told and told.get("sub") != vouched["sub"]:',
        becomes='if told and not told.get("sub"):',
        caught_by=[f"{OPENID}::test_user_info_about_another_person_is_refused"],
    ),
    Hole(
        "an e-mail address leads into the account that has it",
        "portal/access/sso.py",
        was="if len(same) > 1 or not settings.SSO_LINKS_BY_EMAIL:",
        becomes="if len(same) > 1:",
        caught_by=[f"{OPENID}::test_an_address_that_is_taken_is_refused"],
    ),
    Hole(
        "an e-mail address that nobody has checked counts",
        "portal/access/sso.py",
        was='return "" if str(checked).lower() in {"false", "0", "no"} else sociallogin.user.email',
        becomes="return sociallogin.user.email if checked is not None else str()",
        caught_by=[f"{OPENID}::test_an_address_that_was_never_checked_is_nobodys"],
    ),
    Hole(
        "everybody whom the provider knows gets an account",
        "portal/access/sso.py",
        was="    return TeamGroup.objects.filter(group__in=groups_of(sociallogin)).exists()",
        becomes="    return True",
        caught_by=[f"{OPENID}::test_anybody_else_gets_no_account_and_is_told_whom_to_ask"],
    ),
    Hole(
        "who has left a group stays in its team",
        "portal/access/sso.py",
        was="                membership.delete()\n",
        becomes="                continue\n",
        caught_by=[f"{OPENID}::test_a_group_that_is_gone_takes_the_team_with_it_and_one_that_came_gives_it"],
    ),
    Hole(
        "SAML: nobody checks who has signed",
        "portal/sso_settings.py",
        was='"advanced": {"want_assertion_signed": True,',
        becomes='"advanced": {"strict": False, "want_assertion_signed": True,',
        caught_by=[f"{SAML}::test_what_was_said_to_others_or_long_ago_is_refused"],
    ),
    Hole(
        "SAML: what is said of the person need not be signed",
        "portal/sso_settings.py",
        was='"want_assertion_signed": True',
        becomes='"want_assertion_signed": False',
        caught_by=[f"{SAML}::test_an_answer_without_a_signature_is_refused"],
    ),
    Hole(
        "SAML: an answer that nobody asked for signs in",
        "portal/sso_settings.py",
        was='"reject_idp_initiated_sso": True',
        becomes='"reject_idp_initiated_sso": False',
        caught_by=[f"{SAML}::test_an_answer_that_nobody_asked_for_is_refused"],
    ),
]
