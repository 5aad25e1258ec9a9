"""A portal that was told nothing about safety is safe, and one that was told something unsafe does not start."""

import os
import runpy

import pytest

from portal import settings as as_started
from portal.environment import SettingsProblem
from tests.portal.test_environment import run

SAFE = {
    "DEBUG": False,
    "ADMIN_SECOND_STEP": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_PROXY_SSL_HEADER": None,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SECURE": True,
    "CSRF_TRUSTED_ORIGINS": [],
    "X_FRAME_OPTIONS": "DENY",
}
NEEDED = ("DATABASE_URL", "SNOWFLAKE_", "PATH")
KEY = "N5dJ8wq0Zr3xVbT7yHc2KfLmPs9uGaEiQ4oDkWj6RnBt1gXvUe"


def given(**more: str) -> dict[str, str]:
    """What a portal must be told, and what else it is told here."""
    needed = {name: value for name, value in os.environ.items() if name.startswith(NEEDED)}
    return {**needed, "ALLOWED_HOSTS": "portal.example.com", "SECRET_KEY": KEY, **more}


@pytest.fixture
def settings_with(monkeypatch):
    """The settings of a portal that was told no more than it must, and this."""

    def read(**more: str) -> dict[str, object]:
        with monkeypatch.context() as patch:
            for name in set(os.environ) - set(given()):
                patch.delenv(name)
            for name, value in given(**more).items():
                patch.setenv(name, value)
            return runpy.run_path(as_started.__file__)

    return read


@pytest.fixture
def complaints(settings_with):
    def of(**more: str) -> str:
        with pytest.raises(SettingsProblem) as caught:
            settings_with(**more)
        return "\n".join(caught.value.problems)

    return of


def test_what_is_not_said_is_safe(settings_with):
    settings = settings_with()
    assert {name: settings[name] for name in SAFE} == SAFE


def test_passwords_have_to_be_good_and_admins_need_more_than_one(settings_with):
    settings = settings_with()
    kinds = {each["NAME"].rpartition(".")[2] for each in settings["AUTH_PASSWORD_VALIDATORS"]}
    assert kinds >= {"MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator"}
    assert settings["ADMIN_SECOND_STEP"]


def test_the_check_for_production_has_nothing_to_say():
    answer = run("manage.py", "check", "--deploy", "--fail-level", "DEBUG", **given())
    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


def test_a_portal_without_tls_is_told_what_it_lacks():
    answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **given(HTTPS="0"))
    assert answer.returncode != 0
    assert all(each in answer.stderr for each in ("SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"))


@pytest.mark.parametrize(
    "hosts", ["*", "*.x", ".example.com", "portal.example.com,.example.com", "https://portal.example.com", "portal:80"]
)
def test_it_does_not_start_under_names_that_are_not_just_its_own(complaints, hosts):
    assert "ALLOWED_HOSTS is '" in complaints(ALLOWED_HOSTS=hosts)


@pytest.mark.parametrize("hosts", ["portal.example.com", "10.0.0.7,portal", "[::1],localhost"])
def test_names_and_addresses_of_its_own_are_welcome(settings_with, hosts):
    assert settings_with(ALLOWED_HOSTS=hosts)["ALLOWED_HOSTS"] == hosts.split(",")


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECOND_STEP_KEY", "LOG_HASH_KEY"])
@pytest.mark.parametrize(
    "value",
    [
        "short",
        "0" * 60,
        f"django-insecure-{KEY}",
        f"changeme-{KEY}",
        "replace-me-with-50-random-characters-or-more-please!",
        "your-secret-goes-here-and-is-kept-out-of-the-git-repo",
        f"some-key-{KEY}",
        f"placeholder-{KEY}",
    ],
)
def test_it_does_not_start_with_a_key_that_others_can_guess(complaints, name, value):
    said = complaints(**{name: value})
    assert said.startswith(f"{name} ")
    assert value not in said


def test_keys_of_its_own_are_welcome(settings_with):
    assert settings_with(SECOND_STEP_KEY=KEY[::-1], LOG_HASH_KEY=KEY.lower())["LOG_HASH_KEY"] == KEY.lower()


@pytest.mark.parametrize("origin", ["https://*.example.com", "portal.example.com", "https://portal.example.com/path"])
def test_it_does_not_start_when_others_could_post_its_forms(complaints, origin):
    assert f"CSRF_TRUSTED_ORIGINS is '{origin}'" in complaints(CSRF_TRUSTED_ORIGINS=origin)


def test_another_origin_of_its_own_may_post_forms(settings_with):
    origin = "https://portal.example.com:8443"
    assert settings_with(CSRF_TRUSTED_ORIGINS=origin)["CSRF_TRUSTED_ORIGINS"] == [origin]


@pytest.mark.parametrize("name", ["DEBUG", "DEMO"])
def test_what_is_for_this_machine_does_not_start_where_strangers_come(complaints, settings_with, name):
    assert "switch it off, or allow no host but localhost" in complaints(**{name: "1"})
    assert settings_with(**{name: "1"}, ALLOWED_HOSTS="localhost")[name]
