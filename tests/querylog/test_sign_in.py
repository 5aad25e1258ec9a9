"""How the portal signs in to Snowflake: five ways, of which exactly one is given, and secrets that others renew."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.identities import CREDENTIALS, problems_of
from querylog.errors import SignInRefused, TokenNotIssued
from querylog.models import State
from querylog.warehouse import refusals, warehouse
from tests.querylog.asking import as_kept, ask, newest
from tests.querylog.conftest import Place
from tests.web import ROOT

NOTHING = dict.fromkeys(CREDENTIALS, "")
WHO = "select current_user() as it"


@pytest.fixture
def place(shared_place) -> Place:
    return shared_place


@pytest.fixture
def signing_in_by(settings) -> Callable[..., None]:
    """From now on the portal has these credentials and no others."""

    def by(**given: object) -> None:
        settings.SNOWFLAKE = {**settings.SNOWFLAKE, **NOTHING, **{name: str(value) for name, value in given.items()}}

    return by


@pytest.fixture
def at_once(monkeypatch) -> None:
    """A refused sign-in is tried again without a pause."""
    monkeypatch.setattr(refusals, "FIRST_PAUSE", 0)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def written(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


def pem(key: rsa.RSAPrivateKey, *, passphrase: str = "") -> str:
    locked = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    return key.private_bytes(*form, locked).decode()


def public(key: rsa.RSAPrivateKey) -> str:
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return key.public_key().public_bytes(*form).decode()


def who(place: Place) -> str:
    return str(ask(WHO).table.column(0)[0])


pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ five ways


def test_by_password_in_a_file(place, signing_in_by, settings, tmp_path):
    password = settings.SNOWFLAKE["password"]
    signing_in_by(password_file=written(tmp_path / "password", f"{password}\n"))
    assert who(place) == "PORTICO"


def test_by_key_pair(place, signing_in_by, key, tmp_path):
    place.users(PORTICO={"public_key": public(key)})
    signing_in_by(private_key_file=written(tmp_path / "key.p8", pem(key)))
    assert who(place) == "PORTICO"


@pytest.mark.parametrize("given", ["itself", "in a file"])
def test_by_key_pair_with_a_passphrase(place, signing_in_by, key, tmp_path, given):
    place.users(PORTICO={"public_key": public(key)})
    passphrase = {"private_key_passphrase": "open sesame"}
    if given == "in a file":
        passphrase = {"private_key_passphrase_file": str(written(tmp_path / "passphrase", "open sesame\n"))}
    signing_in_by(private_key_file=written(tmp_path / "key.p8", pem(key, passphrase="open sesame")), **passphrase)
    assert who(place) == "PORTICO"


@pytest.mark.parametrize("given", ["itself", "in a file"])
def test_by_programmatic_access_token(place, signing_in_by, tmp_path, given):
    place.users(PORTICO={"tokens": ["a-token-of-the-tests"]})
    file = written(tmp_path / "token", "a-token-of-the-tests\n")
    signing_in_by(**({"token": "a-token-of-the-tests"} if given == "itself" else {"token_file": file}))
    assert who(place) == "PORTICO"


def test_by_an_oauth_token_that_others_write(place, signing_in_by, tmp_path):
    place.users(PORTICO={"oauth_tokens": ["fresh"]})
    signing_in_by(oauth_token_file=written(tmp_path / "token", "fresh\n"))
    assert who(place) == "PORTICO"


@pytest.mark.parametrize("given", ["itself", "in a file"])
def test_by_oauth_client_credentials(place, signing_in_by, tmp_path, given):
    place.users(PORTICO={"oauth_client": {"id": "portico", "secret": "hush"}})
    secret = {"oauth_client_secret": "hush"}
    if given == "in a file":
        secret = {"oauth_client_secret_file": str(written(tmp_path / "secret", "hush\n"))}
    signing_in_by(oauth_client_id="portico", oauth_token_request_url=token_url(place), **secret)
    assert who(place) == "PORTICO"


def token_url(place: Place) -> str:
    return f"http://127.0.0.1:{place.port}/oauth/token-request"


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    "credentials",
    [
        {"password": "yesterday's"},
        {"token": "revoked"},
        {"oauth_token_file": "stale"},
        {"private_key_file": "another's"},
    ],
    ids=str,
)
def test_wrong_credentials_are_told_as_a_refused_sign_in(place, signing_in_by, tmp_path, credentials):
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    place.users(PORTICO={"oauth_tokens": ["fresh"], "tokens": ["valid"], "public_key": public(stranger)})
    files = {"stale": "stale", "another's": pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))}
    ((way, value),) = credentials.items()
    signing_in_by(**{way: written(tmp_path / "given", files[value]) if value in files else value})
    with pytest.raises(SignInRefused, match="refused the portal's sign-in"):
        ask(WHO)
    assert as_kept(newest()).state == State.FAILED


def test_a_client_that_the_oauth_server_does_not_know_is_told_apart(place, signing_in_by):
    signing_in_by(oauth_client_id="portico", oauth_client_secret="wrong", oauth_token_request_url=token_url(place))
    with pytest.raises(TokenNotIssued, match="The OAuth server gave the portal no token"):
        ask(WHO)


def test_an_oauth_server_that_never_answers_is_given_up(place, signing_in_by, settings):
    settings.LOGIN_TIMEOUT_SECONDS = 1
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/token"
        signing_in_by(oauth_client_id="portico", oauth_client_secret="hush", oauth_token_request_url=url)
        with pytest.raises(TokenNotIssued):
            ask(WHO)


def test_a_client_whose_token_snowflake_does_not_take_is_refused(place, signing_in_by):
    place.users(OTHER={"oauth_client": {"id": "other", "secret": "hush"}})
    signing_in_by(oauth_client_id="other", oauth_client_secret="hush", oauth_token_request_url=token_url(place))
    with pytest.raises(SignInRefused, match="refused the portal's sign-in"):
        ask(WHO)


def test_a_wrong_passphrase_is_told_in_a_sentence(place, signing_in_by, key, tmp_path):
    place.users(PORTICO={"public_key": public(key)})
    locked = written(tmp_path / "key.p8", pem(key, passphrase="open sesame"))
    signing_in_by(private_key_file=locked, private_key_passphrase="open says me")
    with pytest.raises(SignInRefused, match="private key can't be read"):
        ask(WHO)


@pytest.mark.parametrize("way", ["private_key_file", "token_file", "oauth_token_file", "password_file"])
def test_a_file_that_is_gone_is_named(place, signing_in_by, tmp_path, way):
    signing_in_by(**{way: tmp_path / "gone"})
    with pytest.raises(SignInRefused, match=str(tmp_path / "gone")):
        ask(WHO)


@pytest.mark.parametrize("way", ["token_file", "oauth_token_file", "password_file"])
def test_a_file_is_read_anew_at_each_sign_in(place, signing_in_by, at_once, tmp_path, way):
    place.users(PORTICO={"tokens": ["new"], "oauth_tokens": ["new"], "password": "new"})
    file = written(tmp_path / "secret", "old")
    signing_in_by(**{way: file})
    with pytest.raises(SignInRefused):
        ask(WHO)
    written(file, "new")
    assert who(place) == "PORTICO"


def test_a_refused_sign_in_is_not_tried_again_at_once_so_that_the_user_is_not_locked(place, monkeypatch):
    monkeypatch.setattr(refusals, "FIRST_PAUSE", 60)
    place.trouble(sign_in="wrong password", times=1)
    for _ in range(3):  # the second and third would be let in
        with pytest.raises(SignInRefused, match="refused the portal's sign-in"):
            ask(WHO)


def test_after_its_pause_it_is_tried_again(place, at_once):
    place.trouble(sign_in="wrong password", times=1)
    with pytest.raises(SignInRefused):
        ask(WHO)
    assert who(place) == "PORTICO"


def test_no_secret_is_in_what_is_told_or_kept_when_a_sign_in_fails(place, signing_in_by, caplog):
    signing_in_by(password="a-secret-that-nobody-may-read")
    with pytest.raises(SignInRefused) as refused:
        ask(WHO)
    assert "nobody-may-read" not in f"{refused.value} {as_kept(newest()).error} {caplog.text}"


# ------------------------------------------------------------------ settings


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "There is no way to sign in to Snowflake: give SNOWFLAKE_PRIVATE_KEY_FILE for a key pair; "),
        (
            {"password": "x", "token": "y"},
            "SNOWFLAKE_TOKEN and SNOWFLAKE_PASSWORD are given, which are a programmatic access token and a password: "
            "give one way to sign in to Snowflake.",
        ),
        (
            {"password": "x", "password_file": "README.md"},
            "SNOWFLAKE_PASSWORD and SNOWFLAKE_PASSWORD_FILE are both given: give one.",
        ),
        (
            {"oauth_client_id": "portico", "oauth_token_request_url": "https://example.com/token"},
            "SNOWFLAKE_OAUTH_CLIENT_SECRET or SNOWFLAKE_OAUTH_CLIENT_SECRET_FILE is missing: "
            "OAuth client credentials can't do without.",
        ),
        ({"private_key_passphrase": "x"}, "SNOWFLAKE_PRIVATE_KEY_FILE is missing: a key pair can't do without."),
        ({"private_key_file": "/nowhere"}, "SNOWFLAKE_PRIVATE_KEY_FILE: there is no file at /nowhere."),
        ({"token_file": "/nowhere"}, "SNOWFLAKE_TOKEN_FILE: there is no file at /nowhere."),
    ],
    ids=lambda each: " ".join(each) or "nothing" if isinstance(each, dict) else "",
)
def test_credentials_that_lack_something_or_contradict_each_other_are_named(given, sentence):
    (problem,) = problems_of({**NOTHING, **given})
    assert problem.startswith(sentence)


@pytest.mark.parametrize(
    "given",
    [
        {"password": "x"},
        {"private_key_file": "README.md"},
        {"token": "x"},
        {"oauth_token_file": "/run/written/later"},
        {"oauth_client_id": "x", "oauth_client_secret": "y", "oauth_token_request_url": "https://example.com/token"},
    ],
    ids=" ".join,
)
def test_each_way_is_enough_alone(given, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert problems_of({**NOTHING, **given}) == []


def test_the_portal_does_not_start_on_two_ways_to_sign_in():
    environment = {**os.environ, "SNOWFLAKE_TOKEN": "one-more", "SNOWFLAKE_PASSWORD": "one"}
    answer = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert answer.returncode == 1
    assert "SNOWFLAKE_TOKEN and SNOWFLAKE_PASSWORD are given" in answer.stderr
    assert "one-more" not in answer.stderr


def test_timeouts_are_always_set(place, settings):
    with warehouse().pool.connection() as connection:
        assert connection.login_timeout == settings.LOGIN_TIMEOUT_SECONDS
        assert connection.network_timeout == settings.NETWORK_TIMEOUT_SECONDS
        assert connection.socket_timeout > settings.NETWORK_TIMEOUT_SECONDS
