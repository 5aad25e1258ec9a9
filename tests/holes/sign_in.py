"""Mistakes at the door: passwords, second steps, sessions, redirects."""

from tests.holes.hole import Hole

SIGN_IN = "tests/portal/test_sign_in.py"
SESSIONS = "tests/portal/sign_in/test_sessions.py"
SECOND_STEP = "tests/portal/sign_in/test_second_step.py"

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
        was="if tally.failures() >= tally.allowed:",
        becomes="if tally.failures() < 0:",
        caught_by=[f"{SIGN_IN}::test_after_five_wrong_passwords_even_the_right_one_waits"],
    ),
    Hole(
        "one may guess at one name from many addresses",
        "portal/access/sign_in.py",
        was='            Tally(f"{name} from anywhere", FAILURES_OF_A_NAME),\n',
        becomes="",
        caught_by=[f"{SIGN_IN}::test_guessing_one_name_from_many_addresses_ends_too"],
    ),
    Hole(
        "one may try one password on every name",
        "portal/access/sign_in.py",
        was='            Tally(f"anybody from {network}", FAILURES_OF_AN_ADDRESS, TOO_MANY_FROM_HERE),\n',
        becomes="",
        caught_by=[f"{SIGN_IN}::test_one_password_is_not_tried_on_every_name"],
    ),
    Hole(
        "who signed in once guesses at everybody",
        "portal/access/browsers.py",
        was='return f"browser of {name.casefold()}"',
        becomes='return "browser"',
        caught_by=[f"{SIGN_IN}::test_a_browser_of_somebody_else_waits_like_any_other"],
    ),
    Hole(
        "whoever has a session guesses at its password",
        "portal/pages/views.py",
        was="    form_class = NewPasswordForm\n",
        becomes="",
        caught_by=[f"{SIGN_IN}::test_after_five_wrong_old_passwords_even_the_right_one_waits"],
    ),
    Hole(
        "whoever guesses writes herself from which address she comes",
        "portal/access/addresses.py",
        was='forwarded.rpartition(",")[2]',
        becomes='forwarded.partition(",")[0]',
        caught_by=[f"{SIGN_IN}::test_behind_a_proxy_nobody_writes_herself_where_she_comes_from"],
    ),
    Hole(
        "a header that only a proxy may send is believed of everybody",
        "portal/access/addresses.py",
        was='if settings.TRUSTED_PROXY else ""',
        becomes='if request.META else ""',
        caught_by=[f"{SIGN_IN}::test_without_a_proxy_no_header_says_where_somebody_comes_from"],
    ),
    Hole(
        "a demo is open to whoever names this machine",
        "portal/pages/this_machine.py",
        was='if is_here(request.META.get("REMOTE_ADDR", "")) and is_here(address_of(request)):',
        becomes='if request.get_host() in ("localhost", "127.0.0.1"):',
        caught_by=["tests/portal/test_this_machine.py::test_who_names_this_machine_and_is_elsewhere_is_refused"],
    ),
    Hole(
        "a session survives that its person was switched off",
        "portal/access/models.py",
        was="                self.sessions_ended += 1\n",
        becomes="                pass\n",
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
        was='AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]\n',
        becomes=(
            'AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.RemoteUserBackend"]\n'
            'remote_user = "django.contrib.auth.middleware.PersistentRemoteUserMiddleware"\n'
            'MIDDLEWARE.insert(MIDDLEWARE.index("portal.access.acting.Acting"), remote_user)\n'
        ),
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
        "the audit asks an admin for no second step",
        "querylog/audit/guard.py",
        was="import_string(settings.SHOWN_FIRST)(request) or view(",
        becomes="view(",
        caught_by=[f"{SECOND_STEP}::test_nor_does_what_an_admin_reads_elsewhere"],
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
        "any token provisions accounts",
        "portal/provisioning/gate.py",
        was="and constant_time_compare(token.strip(), settings.SCIM_TOKEN)",
        becomes="and bool(token.strip())",
        caught_by=["tests/portal/provisioning/test_gate.py::test_anything_but_the_token_is_refused"],
    ),
    Hole(
        "a token of the API opens all of it, whatever it was made for",
        "querylog/audit/api/gate.py",
        was="if self.scope and self.scope not in found.scopes:",
        becomes="if self.scope and not found.scopes:",
        caught_by=["tests/querylog/audit/test_api.py::test_a_token_opens_only_what_it_was_made_for"],
    ),
]
