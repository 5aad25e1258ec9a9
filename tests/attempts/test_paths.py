"""No path leads to a file that is not served, however it is written; over Django's client, and byte by byte."""

from collections.abc import Iterator

import pytest

from tests.attempts.wire import as_header, asked, cookies_of, sent
from tests.conftest import REPORT
from tests.web import Portal, portal_running

RUN = "00000000-0000-0000-0000-000000000007"
UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e%252f", "..%c0%af", ".%00./"]
FILES = ["portal/settings.py", "etc/passwd", "manage.py"]
BELOW = [
    "/static/",
    "/static/portal/",
    "/static/dash/component/dash/",
    "/outlines/",
    f"/reports/{REPORT}/app/_dash-component-suites/dash/",
    f"/reports/{REPORT}/download/{RUN}/",
    "/",
]
CLIMBING = [f"{place}{up * 6}{file}" for place in BELOW for up in UP for file in FILES]
OTHERS = [
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/portal/portal.css%00.png",
    "/static/%00",
    "/static/.",
    "/static/..",
    "/static",
    f"/reports/{REPORT}/download/{RUN}/categories.csv%00.txt",
    f"/reports/{REPORT}/download/{RUN}/..%2fcategories.csv",
    f"/reports/{REPORT}/download/{RUN}/categories./../../x",
    f"/reports/{REPORT}/app/../../../admin/",
    f"/reports/../admin/%2e%2e/reports/{REPORT}/",
    "/outlines/us-states/../../../manage.py",
    "/outlines/%2e%2e%2f%2e%2e%2fmanage.py",
    "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/admin/../static/../portal/settings.py",
    "/healthz/../static/../portal/settings.py",
]
PATHS = [*CLIMBING, *OTHERS]
OF_FILES = [b"root:", b"SECRET_KEY", b"import ", b"#!/usr"]
ELSEWHERE = ["//evil.example", "//evil.example/..", "/\\evil.example", "//evil.example/%2e%2e", "///evil.example/x"]


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with portal_running("portico_paths", worker=False) as running:
        yield running


@pytest.fixture(scope="module")
def ana_is_here(portal) -> str:
    return as_header(cookies_of(portal, "ana"))


def holds_a_file(body: bytes) -> bool:
    return any(mark in body for mark in OF_FILES)


def test_the_marks_of_files_are_in_the_files():
    """Else the tests below would pass for any reason."""
    from tests.web import ROOT

    assert holds_a_file((ROOT / "portal" / "settings.py").read_bytes())
    assert holds_a_file((ROOT / "manage.py").read_bytes())


@pytest.mark.parametrize("place", BELOW)
def test_no_path_climbs_out(ana, place):
    ana.raise_request_exception = False
    answers = {path: ana.get(path) for path in PATHS if path.startswith(place)}
    assert {
        path: answer.status_code for path, answer in answers.items() if answer.status_code not in (301, 302, 400, 404)
    } == {}
    assert [path for path, answer in answers.items() if holds_a_file(answer.getvalue())] == []


@pytest.mark.parametrize("who", ["nobody", "ana"])
def test_no_path_climbs_out_byte_by_byte(portal, ana_is_here, who):
    headers = [ana_is_here] if who == "ana" else []
    answers = {path: asked(portal, path, *headers) for path in PATHS}
    assert {path: each.status for path, each in answers.items() if each.status not in (301, 302, 400, 404)} == {}
    assert [path for path, answer in answers.items() if holds_a_file(answer.body)] == []


@pytest.mark.parametrize("target", ["/static/portal/portal.css", "/static/portal/mark.svg"])
def test_what_is_served_is_there_byte_by_byte(portal, target):
    """Else the test above would pass for any reason."""
    assert asked(portal, target).status == 200


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_path_that_looks_like_another_site_leads_to_none(portal, path):
    led = asked(portal, path).header("Location")
    assert not led or (led.startswith("/") and not led.startswith(("//", "/\\")))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "a b", ""])
def test_no_request_makes_a_link_to_another_host(portal, host):
    answer = sent(portal, f"GET /reports/{REPORT} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.status == 400
    assert b"evil.example" not in answer.body


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "Forwarded: host=evil.example"]
)
def test_no_proxys_header_of_a_stranger_changes_where_a_page_leads(portal, header):
    assert asked(portal, f"/reports/{REPORT}/", header).header("Location") == f"/sign-in/?next=/reports/{REPORT}/"
