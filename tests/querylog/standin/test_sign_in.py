"""Who may sign in: https://docs.snowflake.com/en/user-guide/key-pair-auth"""

import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from snowflake.connector.errors import DatabaseError, Error
from snowflake.connector.network import ReauthenticationRequest

from tests.querylog.standin.conftest import one, rows_of


def der(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_a_user_signs_in_with_a_key_pair(warehouse, key):
    with warehouse.connect(password=None, authenticator="SNOWFLAKE_JWT", private_key=der(key)) as session:
        assert one(rows_of(session, "select current_user()")) == "PORTICO"


def test_another_key_is_refused(warehouse):
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(DatabaseError, match="JWT token is invalid"):
        warehouse.connect(password=None, authenticator="SNOWFLAKE_JWT", private_key=der(stranger))


def test_the_key_of_one_user_opens_no_other_account(warehouse, key):
    with pytest.raises(DatabaseError, match="JWT token is invalid"):
        warehouse.connect("OTHER", password=None, authenticator="SNOWFLAKE_JWT", private_key=der(key))


@pytest.mark.parametrize(("user", "password"), [("PORTICO", "wrong"), ("NOBODY", "wrong"), ("PORTICO", "")])
def test_a_wrong_password_is_refused_in_snowflakes_words(warehouse, user, password):
    with pytest.raises(Error, match=r"Incorrect username or password was specified|Password is empty"):
        warehouse.connect(user, password=password)


def test_a_session_that_is_gone_is_told_by_its_number(warehouse):
    session = warehouse.connect()
    session.rest._token = "unknown"
    session.rest._master_token = "unknown"
    with pytest.raises(Error) as gone:
        rows_of(session, "select 1")
    assert gone.value.errno in {390104, 390114}


# ------------------------------------------------------------------ tokens


@pytest.fixture
def portico_has(warehouse) -> Callable[..., None]:
    """From now on PORTICO may sign in with this too."""

    def has(**more: object) -> None:
        file = warehouse.folder / "users.json"
        users = json.loads(file.read_text())
        file.write_text(json.dumps({**users, "PORTICO": {**users["PORTICO"], **more}}))

    return has


def by_token(warehouse, authenticator: str, token: str, user: str = "PORTICO"):
    return warehouse.connect(user, password=None, authenticator=authenticator, token=token)


@pytest.mark.parametrize(
    ("authenticator", "kind"), [("PROGRAMMATIC_ACCESS_TOKEN", "tokens"), ("OAUTH", "oauth_tokens")]
)
def test_a_user_signs_in_with_one_of_her_tokens(warehouse, portico_has, authenticator, kind):
    portico_has(**{kind: ["the old one", "the new one"]})
    for token in ("the old one", "the new one"):
        with by_token(warehouse, authenticator, token) as session:
            assert one(rows_of(session, "select current_user()")) == "PORTICO"


@pytest.mark.parametrize(
    ("authenticator", "number"), [("PROGRAMMATIC_ACCESS_TOKEN", 394400), ("OAUTH", 390303)], ids=["PAT", "OAuth"]
)
@pytest.mark.parametrize(
    ("token", "user"), [("", "PORTICO"), ("wrong", "PORTICO"), ("hers", "OTHER"), ("hers", "NOBODY")]
)
def test_another_token_or_the_token_of_another_is_refused(warehouse, portico_has, authenticator, number, token, user):
    portico_has(tokens=["hers"], oauth_tokens=["hers"])
    with pytest.raises(DatabaseError) as refused:
        by_token(warehouse, authenticator, token, user)
    assert refused.value.errno == number


def as_client(warehouse, secret: str, user: str = "PORTICO"):
    address = warehouse.address("/oauth/token-request")
    client = {"oauth_client_id": "portico", "oauth_client_secret": secret, "oauth_token_request_url": address}
    return warehouse.connect(user, password=None, authenticator="OAUTH_CLIENT_CREDENTIALS", **client)


def test_a_client_gets_a_token_for_its_user_and_for_no_other(warehouse, portico_has):
    portico_has(oauth_client={"id": "portico", "secret": "hush"})
    with as_client(warehouse, "hush") as session:
        assert one(rows_of(session, "select current_user()")) == "PORTICO"
    with pytest.raises(ReauthenticationRequest, match="Invalid OAuth access token"):
        as_client(warehouse, "hush", "OTHER")


def test_a_client_with_a_wrong_secret_gets_none(warehouse, portico_has):
    portico_has(oauth_client={"id": "portico", "secret": "hush"})
    with pytest.raises(DatabaseError):
        as_client(warehouse, "guessed")
