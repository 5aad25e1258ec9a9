"""Mistakes in whom single sign-on lets in."""

from tests.holes.hole import Hole

OPENID = "tests/portal/sign_in/test_openid.py"
SAML = "tests/portal/sign_in/test_saml.py"

SINGLE_SIGN_ON = [
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
        "an e-mail address leads into the account of an admin",
        "portal/access/sso.py",
        was="        if has_rights(same[0]):\n",
        becomes="        if not same[0].is_active:\n",
        caught_by=[f"{OPENID}::test_an_address_alone_never_leads_into_an_account_with_rights"],
    ),
    Hole(
        "an e-mail address that nobody has checked counts",
        "portal/access/sso.py",
        was="        if not address_was_checked(sociallogin.account.extra_data):\n",
        becomes="        if not sociallogin.account.extra_data:\n",
        caught_by=[
            f"{OPENID}::test_an_address_that_was_never_checked_is_nobodys",
            f"{OPENID}::test_an_address_that_was_never_checked_leads_its_owner_nowhere",
        ],
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
        "portal/access/groups.py",
        was="            membership.delete()\n",
        becomes="            continue\n",
        caught_by=[f"{OPENID}::test_a_group_that_is_gone_takes_the_team_with_it_and_one_that_came_gives_it"],
    ),
    Hole(
        "SAML: for whom an answer is, and until when, is not looked at",
        "portal/sso_settings.py",
        was='"advanced": {"want_assertion_signed": True,',
        becomes='"advanced": {"strict": False, "want_assertion_signed": True,',
        caught_by=[f"{SAML}::test_what_was_said_to_others_or_long_ago_is_refused"],
    ),
    Hole(
        "SAML: nobody checks who has signed",
        "portal/sso_settings.py",
        was='SAML_IS_INSTALLED = find_spec("onelogin") is not None\n',
        becomes=(
            'SAML_IS_INSTALLED = find_spec("onelogin") is not None\n'
            "if SAML_IS_INSTALLED:\n"
            "    from onelogin.saml2.utils import OneLogin_Saml2_Utils\n\n"
            "    OneLogin_Saml2_Utils.validate_sign = staticmethod(lambda *_, **__: True)\n"
        ),
        caught_by=[f"{SAML}::test_an_answer_signed_by_another_key_is_refused"],
    ),
    Hole(
        "SAML: an answer that nobody asked for signs in",
        "portal/sso_settings.py",
        was='"reject_idp_initiated_sso": True',
        becomes='"reject_idp_initiated_sso": False',
        caught_by=[f"{SAML}::test_an_answer_that_nobody_asked_for_is_refused"],
    ),
]
