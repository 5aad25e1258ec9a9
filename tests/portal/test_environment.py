"""A portal with wrong settings does not start, and says everything that is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.environment import Environment, SettingsProblem, markdown_table

ROOT = Path(__file__).resolve().parents[2]


def run(*command, **environment):
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def without(*names, **changed):
    return {name: value for name, value in os.environ.items() if name not in names} | changed


def complaints(**given):
    env = Environment(given)
    env.secret("SECRET_KEY", needed="a long random text, kept secret", help="")
    env.hosts("ALLOWED_HOSTS", needed="host names", help="")
    env.database("DATABASE_URL", needed="an address", help="")
    with pytest.raises(SettingsProblem) as caught:
        env.complain()
    return caught.value.problems


def test_everything_that_is_missing_is_said_at_once():
    assert complaints() == [
        "SECRET_KEY is missing: give it a long random text, kept secret.",
        "ALLOWED_HOSTS is missing: give it host names.",
        "DATABASE_URL is missing: give it an address.",
    ]


def test_the_portal_does_not_start_without_its_settings():
    answer = run("manage.py", "check", PATH=os.environ["PATH"])
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert all(name in answer.stderr for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "SNOWFLAKE_ACCOUNT"))


def test_gunicorn_stops_with_the_sentences_and_does_not_try_again():
    answer = run("-m", "gunicorn", "--no-control-socket", "-b", "127.0.0.1:0", "portal.wsgi", PATH=os.environ["PATH"])
    assert answer.returncode != 0
    assert "SECRET_KEY is missing" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    "secret",
    ["short", "django-insecure-" + "x" * 40, "changeme" * 8, "your-secret-key-goes-here-" + "x" * 30, "abc123" * 10],
)
def test_a_secret_that_others_know_is_refused(secret):
    assert complaints(SECRET_KEY=secret)[0].startswith("SECRET_KEY")


@pytest.mark.parametrize("hosts", ["portal.example.com,*", ".example.com", "*.example.com"])
def test_hosts_that_stand_for_others_are_refused(hosts):
    assert "lets anyone pose as the portal" in complaints(ALLOWED_HOSTS=hosts)[1]


def test_another_database_than_postgresql_is_refused():
    assert "Portico needs PostgreSQL" in complaints(DATABASE_URL="sqlite:///db.sqlite3")[2]


def test_a_wrong_database_address_is_not_repeated_for_it_holds_a_password():
    assert "hunter2" not in str(complaints(DATABASE_URL="mysql://portal:hunter2@db/portal"))


def test_error_pages_for_developers_are_refused_where_strangers_come():
    answer = run("manage.py", "check", **without(DEBUG="1", ALLOWED_HOSTS="portal.example.com"))
    assert "DEBUG shows settings to strangers" in answer.stderr


def test_a_wrong_value_names_itself_and_what_is_expected():
    env = Environment({"PORT": "eighty", "FLAG": "maybe", "DAY": "16.11.2026", "WAIT": "-1", "QUEUE": "http://x"})
    env.number("PORT", default=1, help="")
    env.flag("FLAG", default=False, help="")
    env.day("DAY", default=None, help="")
    env.decimal("WAIT", default=1.0, help="")
    env.redis("QUEUE", default="", help="")
    assert [problem.split(" is wrong:")[0] for problem in env.problems] == ["PORT", "FLAG", "DAY", "WAIT", "QUEUE"]


def test_values_arrive_as_what_they_are():
    env = Environment({"A": "8", "B": "2.5", "C": "yes", "D": "a, b,", "E": "2026-11-16"})
    read = (
        env.number("A", default=1, help=""),
        env.decimal("B", default=1, help=""),
        env.flag("C", default=False, help=""),
    )
    assert read == (8, 2.5, True)
    assert env.words("D", help="") == ["a", "b"]
    assert env.day("E", default=None, help="").isoformat() == "2026-11-16"


def test_every_setting_can_be_listed_without_any_being_set():
    answer = run("-m", "portal.environment", PATH=os.environ["PATH"])
    assert "| `SECRET_KEY` | needed |" in answer.stdout
    assert "| `PATIENCE_SECONDS` | `2.0` |" in answer.stdout


def test_every_setting_says_what_it_does():
    from portal.settings import env

    assert [each.name for each in env.declared if not each.help] == []
    assert markdown_table(env.declared).count("\n") == len(env.declared) + 1


def test_the_check_for_production_is_clean_with_https():
    answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **without(HTTPS="1"))
    assert answer.returncode == 0, answer.stderr


# ------------------------------------------------------------------ single sign-on

OIDC = {"OIDC_SERVER_URL": "https://login.example.com", "OIDC_CLIENT_ID": "portico", "OIDC_CLIENT_SECRET": "x"}
SAML = {"SAML_ENTITY_ID": "https://login.example.com", "SAML_SIGN_IN_URL": "https://login.example.com/saml"}


def check(**given):
    return run("manage.py", "check", **without(**given))


@pytest.mark.parametrize("missing", OIDC)
def test_half_of_openid_connect_is_refused(missing):
    given = {name: value for name, value in OIDC.items() if name != missing}
    assert f"{missing} missing" in check(**given).stderr


def test_a_provider_without_tls_is_refused_unless_it_is_on_this_machine():
    assert "should begin with https://" in check(**OIDC | {"OIDC_SERVER_URL": "http://login.example.com"}).stderr
    assert check(**OIDC | {"OIDC_SERVER_URL": "http://localhost:9400"}).returncode == 0


def test_the_secret_of_openid_connect_may_stand_in_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("x\n")
    given = {**OIDC, "OIDC_CLIENT_SECRET": "", "OIDC_CLIENT_SECRET_FILE": str(file)}
    assert check(**given).returncode == 0
    assert "OIDC_CLIENT_SECRET_FILE can't be read" in check(**given | {"OIDC_CLIENT_SECRET_FILE": "/nowhere"}).stderr


def test_saml_wants_its_certificate(tmp_path):
    assert "SAML_CERTIFICATE_FILE missing" in check(**SAML).stderr
    file = tmp_path / "idp.pem"
    file.write_text("-----BEGIN CERTIFICATE-----")
    assert check(**SAML, SAML_CERTIFICATE_FILE=str(file)).returncode == 0


def test_admins_need_a_second_step_unless_it_is_a_demo():
    asked = "from django.conf import settings; print(settings.ADMIN_SECOND_STEP)"
    assert run("manage.py", "shell", "-v0", "--command", asked, **without("DEMO")).stdout.strip() == "True"
    assert run("manage.py", "shell", "-v0", "--command", asked, **without(DEMO="1")).stdout.strip() == "False"
