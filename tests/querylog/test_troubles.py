"""What can be wrong with Snowflake or the way to it: each is told apart, and tried again only where that is safe."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from querylog import door, errors
from querylog.errors import AnswerLost, WarehouseError, WarehouseUnreachable
from querylog.models import State, Statement
from querylog.warehouse import refusals, warehouse
from tests.querylog.asking import as_kept, ask, history, newest, submit, unheard_of
from tests.querylog.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(shared_place) -> Place:
    return shared_place


@pytest.fixture(autouse=True)
def at_once(monkeypatch) -> None:
    """A refused sign-in is tried again without a pause."""
    monkeypatch.setattr(refusals, "FIRST_PAUSE", 0)


def times_sent(sql: str) -> int:
    return len(history("QUERY_TEXT = ?", sql))


# ------------------------------------------------------------------ signing in


@pytest.mark.parametrize(
    ("trouble", "error", "words"),
    [
        ("wrong password", errors.SignInRefused, "its password or key needs a look"),
        ("password expired", errors.PasswordExpired, "has expired. Tell the people who run the portal: they set a new"),
        ("user locked", errors.UserLocked, "has locked the portal's user for a quarter of an hour"),
        ("user disabled", errors.UserDisabled, "user is disabled. Ask the people who run Snowflake to enable it"),
        (
            "network policy",
            errors.NetworkPolicyRefused,
            "A network policy of Snowflake refuses the portal's IP address",
        ),
        ("role refused", errors.RoleRefused, "does not let the portal's user have the role that its settings name"),
        (
            "access token expired",
            errors.TokenExpired,
            "The token with which the portal signs in to Snowflake has expired",
        ),
        (
            "OAuth token expired",
            errors.TokenExpired,
            "The token with which the portal signs in to Snowflake has expired",
        ),
    ],
)
def test_a_refused_sign_in_says_why_and_whom_to_ask(place, trouble, error, words):
    place.trouble(sign_in=trouble)
    sql = unheard_of()
    with pytest.raises(error, match=words) as told:
        ask(sql)
    assert type(told.value) is error
    assert (as_kept(newest()).state, as_kept(newest()).error) == (State.FAILED, told.value.sentence)
    place.trouble()
    assert times_sent(sql) == 0


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_sign_in_that_meets_an_outage_is_tried_again(place, status):
    place.trouble(http=status, at="sign_in", times=1)
    assert ask("select 1").table.num_rows == 1


@pytest.mark.parametrize("status", [429, 503])
def test_an_outage_that_lasts_is_told_and_nothing_was_sent(place, status):
    place.trouble(http=status, at="sign_in")
    with pytest.raises(errors.ServiceUnavailable, match="takes no sign-ins now"):
        ask("select 1")
    assert as_kept(newest()).state == State.FAILED


@pytest.mark.parametrize("status", [403, 404])
def test_an_account_that_snowflake_does_not_know_is_told(place, status):
    place.trouble(http=status, at="sign_in")
    with pytest.raises(errors.AccountUnknown, match="knows no account of the name"):
        ask("select 1")


def test_a_name_that_dns_does_not_know_is_told(place, settings):
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "host": "snowflake.invalid"}
    with pytest.raises(errors.HostUnknown, match="No computer has the name under which the portal looks for Snowflake"):
        ask("select 1")


def test_a_certificate_that_nobody_vouches_for_is_told_and_nothing_is_sent(place, settings, tmp_path):
    with an_impostor(tmp_path) as port:
        settings.SNOWFLAKE = {**settings.SNOWFLAKE, "host": "localhost", "port": port, "protocol": "https"}
        with pytest.raises(errors.CertificateRefused, match="has no certificate that the portal trusts"):
            ask("select 1")


def test_someone_who_never_answers_a_sign_in_is_given_up(place, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.LOGIN_TIMEOUT_SECONDS = 1
        settings.SNOWFLAKE = {**settings.SNOWFLAKE, "port": silent.getsockname()[1]}
        with pytest.raises(WarehouseUnreachable, match=r"can't be reached\. Try again in a minute"):
            ask("select 1")
    assert as_kept(newest()).state == State.FAILED


@contextmanager
def an_impostor(folder: Path) -> Iterator[int]:
    """The port of a server whose certificate it has signed itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")

    def serve() -> None:
        with suppress(OSError):
            while True:
                with suppress(ssl.SSLError, ConnectionError):
                    context.wrap_socket(listener.accept()[0], server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


# ------------------------------------------------------------------ the virtual warehouse


@pytest.mark.parametrize("act", [ask, lambda sql: told_of(submit(sql))], ids=["asked", "submitted"])
@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("no warehouse", "has no Snowflake warehouse to run this on"),
        (
            "warehouse suspended",
            "is suspended and does not start by itself. Ask the people who run Snowflake to resume it",
        ),
        ("quota used up", "has used up its credits, and a resource monitor keeps it suspended"),
        ("internal error", "broke off in the middle of this query, which is not at fault"),
    ],
)
def test_a_warehouse_that_can_t_run_it_says_why_and_whom_to_ask(place, trouble, words, act):
    place.trouble(query=trouble)
    with suppress(WarehouseError):
        act("select 1")
    kept = as_kept(newest())
    assert kept.state == State.FAILED
    assert words in kept.error
    assert kept.query_id


def told_of(statement: Statement) -> Statement:
    return door.wait(statement, patience=5)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ("no warehouse", errors.NoWarehouse),
        ("warehouse suspended", errors.WarehouseSuspended),
        ("quota used up", errors.QuotaUsedUp),
        ("internal error", errors.StatementBroken),
    ],
)
def test_each_has_an_error_of_its_own(place, trouble, error):
    place.trouble(query=trouble)
    with pytest.raises(WarehouseError) as told:
        ask("select 1")
    assert type(told.value) is error


@pytest.mark.parametrize(
    ("trouble", "status", "words"),
    [
        ("warehouse asleep", "RESUMING_WAREHOUSE", "The warehouse is waking up."),
        ("warehouse busy", "QUEUED", "The warehouse is busy; the query waits for its turn."),
        (
            "warehouse in repair",
            "QUEUED_REPARING_WAREHOUSE",
            "The warehouse is being repaired; the query waits for it.",
        ),
        ("blocked", "BLOCKED", "Another statement holds what this one needs; it waits."),
    ],
)
def test_a_statement_that_waits_says_for_what_and_then_runs(place, trouble, status, words):
    place.trouble(query=trouble, seconds=1, times=1)
    statement = submit("select 1")
    progress = warehouse().progress(statement.query_id)
    assert (progress.running, progress.status, progress.waits_for) == (True, status, words)
    assert door.wait(statement, patience=10).state == State.FINISHED


def test_a_statement_that_runs_waits_for_nothing(place):
    statement = submit("select system$wait(60)")
    progress = warehouse().progress(statement.query_id)
    assert (progress.running, progress.status, progress.waits_for) == (True, "RUNNING", "")


def test_a_statement_that_waits_for_its_warehouse_can_be_cancelled(place):
    place.trouble(query="warehouse asleep", seconds=60, times=1)
    assert door.cancel(submit("select 1")).state == State.CANCELLED


# ------------------------------------------------------------------ statements on their way


@pytest.mark.parametrize("act", [ask, submit])
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_statement_that_meets_an_outage_is_repeated_by_the_connector_and_runs_once(place, act, status):
    ask("select 1")
    place.trouble(http=status, at="query", times=1)
    sql = unheard_of()
    act(sql)
    assert times_sent(sql) == 1


@pytest.mark.parametrize("at", ["status", "result"])
def test_a_session_that_is_gone_when_the_end_is_asked_for_leaves_no_gap_in_the_log(place, at):
    statement = submit("select 1 as n union all select 2")
    place.trouble(session="gone", at=at, times=1)
    assert door.wait(statement, patience=10).state == State.FINISHED
    assert as_kept(statement).rows == 2


@pytest.mark.parametrize("act", [ask, submit])
def test_a_statement_whose_answer_was_lost_is_asked_for_again_and_has_run_once(place, act):
    ask("select 1")
    place.trouble(answer="lost", times=1)
    sql = unheard_of()
    act(sql)
    assert times_sent(sql) == 1
    (kept,) = Statement.objects.filter(text__sql=sql)
    assert told_of(as_kept(kept)).state == State.FINISHED


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (429, errors.TooManyRequests, "asks too much at once. Try again in a minute"),
        (503, errors.OutageMeanwhile, "has an outage and did not answer in time"),
        (500, errors.OutageMeanwhile, "has an outage and did not answer in time"),
        (403, AnswerLost, "can't be reached. Try again in a minute"),
        (404, AnswerLost, "can't be reached. Try again in a minute"),
    ],
)
def test_an_outage_that_lasts_longer_than_an_exchange_leaves_the_end_of_the_statement_open(
    place, settings, status, error, words
):
    settings.NETWORK_TIMEOUT_SECONDS = 1
    ask("select 1")
    place.trouble(http=status, at="query")
    with pytest.raises(error, match=words) as told:
        ask(unheard_of())
    assert type(told.value) is error
    assert as_kept(newest()).state == State.INTENDED  # one of its tries may have been taken


def test_a_statement_is_not_sent_anew_when_an_earlier_try_may_have_been_taken(place, settings):
    """Snowflake takes it, dies, and comes back without a memory of the session."""
    settings.NETWORK_TIMEOUT_SECONDS = 30
    warehouse().execute("select 1", (), tag="")
    sql = f"select system$wait({60 + time.time_ns() % 1_000_000})"
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(warehouse().execute, sql, (), tag="")
        while sql not in (place.data / "history.jsonl").read_text():
            time.sleep(0.01)
        place.kill()
        place.start()
        with pytest.raises(AnswerLost):
            asked.result()
    assert times_sent(sql) == 1


def test_a_look_after_such_a_death_brings_the_end_that_snowflake_knows(place):
    statement = submit("select system$wait(60)")
    place.kill()
    place.start()
    assert door.look(statement).state == State.FAILED
    assert "broke off in the middle" in as_kept(statement).error


def test_giving_a_statement_up_leaves_no_traceback(place, settings, monkeypatch):
    caught: list[object] = []
    monkeypatch.setattr(threading, "excepthook", caught.append)
    settings.NETWORK_TIMEOUT_SECONDS = 1
    ask("select 1")
    place.trouble(http=503)
    with pytest.raises(errors.OutageMeanwhile):
        ask(unheard_of())
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):  # the connector's, which asks Snowflake to cancel it
            thread.join()
    assert caught == []


def test_no_error_of_the_libraries_below_gets_through(place, settings):
    """An answer that breaks off in its middle is one that the connector does not catch."""
    ask("select 1")
    with half_an_answer() as port:
        for _, connection in warehouse().pool._free:
            connection.rest._port = port
        with pytest.raises(AnswerLost):
            ask(unheard_of())
    assert as_kept(newest()).state == State.INTENDED


@contextmanager
def half_an_answer() -> Iterator[int]:
    """The port of a server that promises more than it sends."""
    half = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n" + json.dumps({}).encode()
    )

    def serve() -> None:
        with suppress(OSError):
            while True:
                client = listener.accept()[0]
                client.recv(65536)
                client.sendall(half)
                client.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


# ------------------------------------------------------------------ sentences

ALL: list[type[WarehouseError]] = []


def _collect(kind: type[WarehouseError]) -> None:
    ALL.append(kind)
    for each in kind.__subclasses__():
        _collect(each)


_collect(WarehouseError)
SAME_SENTENCE = {AnswerLost, errors.StatementFailed}  # as their base's, or made of Snowflake's own words


TO_DO = (
    "Try again",
    "Tell the people",
    "Tell the report's owner",
    "tell the people",
    "Ask the people",
    "Press Refresh",
    "press Refresh",
)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_says_what_to_do(kind):
    assert any(words in kind.sentence for words in TO_DO)


def test_no_two_errors_say_the_same():
    sentences = [kind.sentence for kind in ALL if kind not in SAME_SENTENCE]
    assert len(sentences) == len(set(sentences))
