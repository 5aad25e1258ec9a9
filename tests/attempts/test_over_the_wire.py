"""Requests that no client would send: headers that name somebody, and bodies whose length is a lie."""

import json
from collections.abc import Iterator

import pytest

from tests.attempts.wire import Answer, as_header, asked, cookies_of, sent
from tests.report_page import UPDATE
from tests.web import Portal, portal_running

WHO = ["dev", "dev@example.com", "Dev Patel"]
NAMES = [
    "REMOTE_USER",
    "Remote-User",
    "Remote_User",
    "HTTP_REMOTE_USER",
    "X-Remote-User",
    "X_REMOTE_USER",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Forwarded-Preferred-Username",
    "X-Forwarded-Groups",
    "X-Auth-Request-User",
    "X-Auth-Request-Email",
    "X-Auth-Request-Preferred-Username",
    "X-Auth-User",
    "X-Authenticated-User",
    "X-WEBAUTH-USER",
    "X-Webauth-Email",
    "X-SSO-User",
    "X-User",
    "X-User-Id",
    "X-Email",
    "X-Goog-Authenticated-User-Email",
    "X-Ms-Client-Principal-Name",
    "X-Ms-Token-Aad-Id-Token",
    "SSL_CLIENT_S_DN",
    "X-Client-Cert",
    "X-SSL-Client-DN",
    "Cf-Access-Authenticated-User-Email",
    "Cf-Access-Jwt-Assertion",
    "X-Amzn-Oidc-Identity",
    "X-Amzn-Oidc-Data",
    "X-Vouch-User",
    "X-Pomerium-Jwt-Assertion",
    "Tailscale-User-Login",
    "Portico-User",
    "Sf-Context-Current-User",
    "X-Original-User",
    "Sm-User",
    "Iv-User",
    "Oam-Remote-User",
    "Eppn",
    "Uid",
    "Mail",
]
# {"alg":"none"} and {"sub":"dev","email":"dev@example.com"}
TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZXYiLCJlbWFpbCI6ImRldkBleGFtcGxlLmNvbSJ9."
CLAIMS = ["Basic ZGV2OnRoZS1wZW9wbGUtb2YtdGhlLXRlc3Rz", f"Bearer {TOKEN}", "Bearer dev", "Negotiate ZGV2", "Token dev"]


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """Behind a proxy that it trusts, which is where headers are believed at all."""
    with portal_running("portico_wire", worker=False, TRUSTED_PROXY="1") as running:
        yield running


@pytest.fixture(scope="module")
def ana(portal) -> dict[str, str]:
    return cookies_of(portal, "ana")


def is_nobody(answer: Answer) -> bool:
    """Led to sign-in and given no session; or not even looked at."""
    led = answer.status == 302 and answer.header("Location") == "/sign-in/?next=/"
    return (led or answer.status == 400) and "portico_session" not in answer.head


@pytest.mark.parametrize("name", NAMES)
def test_a_header_that_names_somebody_signs_nobody_in(portal, name):
    assert [who for who in WHO if not is_nobody(asked(portal, "/", f"{name}: {who}"))] == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_of_somebody_signs_nobody_in(portal, claim):
    for name in ("Authorization", "Proxy-Authorization", "X-Forwarded-Access-Token", "X-Auth-Request-Access-Token"):
        assert is_nobody(asked(portal, "/", f"{name}: {claim}"))


def test_all_of_them_at_once_sign_nobody_in(portal):
    assert is_nobody(asked(portal, "/", *[f"{name}: dev" for name in NAMES if "_" not in name]))


def test_a_header_beside_a_session_makes_nobody_else_of_her(portal, ana):
    headers = [f"{name}: dev" for name in NAMES if "_" not in name]
    page = asked(portal, "/account/", as_header(ana), *headers)
    assert page.status == 200
    assert b"Ana Moreno" in page.body
    assert b"Dev Patel" not in page.body


def post(ana: dict[str, str], *headers: str, body: bytes, target: str = UPDATE) -> bytes:
    lines = [f"POST {target} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Content-Type: application/json"]
    lines += [as_header(ana), f"X-CSRFToken: {ana['csrftoken']}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


CALL = json.dumps({"output": "x.y", "outputs": {"id": "x", "property": "y"}, "inputs": []}).encode()
LENGTHS = {
    "chunked": (["Transfer-Encoding: chunked"], b"%x\r\n%s\r\n0\r\n\r\n" % (len(CALL), CALL)),
    "a chunk cut off": (["Transfer-Encoding: chunked"], b"ffff\r\n{"),
    "no size of a chunk": (["Transfer-Encoding: chunked"], b"zz\r\n{}\r\n0\r\n\r\n"),
    "a negative chunk": (["Transfer-Encoding: chunked"], b"-1\r\n{}\r\n0\r\n\r\n"),
    "chunked and a length": (["Transfer-Encoding: chunked", "Content-Length: 4"], b"2\r\n{}\r\n0\r\n\r\n"),
    "chunked twice": (["Transfer-Encoding: chunked, chunked"], b"2\r\n{}\r\n0\r\n\r\n"),
    "another coding": (["Transfer-Encoding: gzip, chunked"], b"2\r\n{}\r\n0\r\n\r\n"),
    "longer than said": (["Content-Length: 2"], CALL),
    "shorter than said": (["Content-Length: 5000"], CALL),
    "no length": ([], CALL),
    "a negative length": (["Content-Length: -1"], CALL),
    "no number": (["Content-Length: x"], CALL),
    "two lengths": (["Content-Length: 2", "Content-Length: 4"], CALL),
    "far too long": (["Content-Length: 99999999999999999999"], CALL),
    "ten megabytes": (["Content-Length: 10000000"], b"x" * 10_000_000),
    "a gigabyte said": (["Content-Length: 1000000000"], CALL),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_a_body_whose_length_is_a_lie_is_refused(portal, ana, name):
    headers, body = LENGTHS[name]
    answer = sent(portal, post(ana, *headers, body=body))
    assert answer.status in (0, 400, 413, 501)
    assert b"Traceback" not in answer.body


@pytest.mark.parametrize("name", LENGTHS)
def test_nor_is_a_form_of_such_a_length_a_failure(portal, ana, name):
    headers, body = LENGTHS[name]
    raw = post(ana, *headers, body=body, target="/sign-in/again/")
    answer = sent(portal, raw.replace(b"application/json", b"application/x-www-form-urlencoded"))
    assert answer.status in (0, 200, 302, 400, 403, 413, 501)


@pytest.mark.parametrize(
    "raw",
    [
        b"\0\0\0\0",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5_000)) + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + b"x" * 60_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\0b\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    ],
    ids=range(13),
)
def test_what_is_no_request_is_no_failure_of_ours(portal, raw):
    answer = sent(portal, raw)
    assert answer.status < 500 or answer.status in (501, 505)
    assert b"Traceback" not in answer.body
    assert "evil.example" not in answer.header("Location")


ENCODINGS = ["rot13", "hex", "base64", "unicode_escape", "utf-16", "utf-7", "idna", "undefined", "no-such", "x" * 999]
FORMS = ["/sign-in/", "/sign-in/again/", "/account/password/", "/requests/ask/lapsed-buyers/"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_encoding_of_a_strangers_choice_is_used(portal, ana, encoding):
    """`unicode_escape` would make half letters of plain ones; `rot13` is an encoding to Python and none for texts."""
    for target in ("/sign-in/?next=%5Cud800", "/?find=%5Cud800x", "/audit/?q=%5Cud800"):
        answer = asked(portal, target, as_header(ana), f"Content-Type: text/plain; charset={encoding}")
        assert answer.status == 400
    for target in FORMS:
        form = f"csrfmiddlewaretoken={ana['csrftoken']}&username=%5Cud800&password=x&reason=%5Cud800".encode()
        raw = post(ana, f"Content-Length: {len(form)}", body=form, target=target)
        kind = f"application/x-www-form-urlencoded; charset={encoding}"
        assert sent(portal, raw.replace(b"application/json", kind.encode())).status == 400


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", '"utf-8"'])
def test_that_of_every_browser_is(portal, encoding):
    assert asked(portal, "/sign-in/", f"Content-Type: text/plain; charset={encoding}").status == 200
