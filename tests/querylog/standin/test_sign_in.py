"""Who may sign in: https://docs.snowflake.com/en/user-guide/key-pair-auth"""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from snowflake.connector.errors import DatabaseError, Error

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
