"""Texts that break what reads them, in every place that takes text: each is an answer, none a failure of ours.

NUL, which PostgreSQL can't hold; half letters, which nothing can write; numbers too long for Python or for a column;
and so on. Encodings that no browser sends are tried in test_over_the_wire.py.
"""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client

from portal.access.models import Team
from portal.catalog.models import AccessRequest
from querylog import events
from querylog.models import Kind
from tests.conftest import REPORT, signed_in
from tests.portal.walking import SAMPLES, addresses
from tests.report_page import REPORT as PAGE
from tests.report_page import UPDATE

RUN = "00000000-0000-0000-0000-000000000007"
TEXTS = {
    "NUL": "\0",
    "NUL in it": "a\0b",
    "a long number": "9" * 5_000,
    "beyond a column": str(2**63),
    "below zero": "-1",
    "digits of another script": "٣²",
    "deep JSON": "[" * 995 + "]" * 995,
    "deeper JSON": "[" * 3_000,
    "half letters as JSON": r'[{"column": "\ud800", "value": "\udfff", "source": "\ud800"}]',
    "NUL as JSON": r'[{"column": "department", "value": "\u0000", "source": "\u0000"}]',
    "NaN": "NaN",
    "a byte that is no letter": "\udcff",
    "no letter": "\uffff\ufffd\u202e",
    "a line break": "/\r\nSet-Cookie: x=1",
    "signs": "'\"\\%_;:*&|!()<->{{ }}",
    "long": "x" * 3_900,
}
NUL_AND_NUMBERS = ("NUL in it", "beyond a column")


def texts(*telling: str):
    """A test for each text; those that tell least are for the long run."""
    labels = [label if label in telling else pytest.param(label, marks=pytest.mark.long) for label in TEXTS]
    return pytest.mark.parametrize("label", labels)


# Who asks, where, and the parameter that has the text.
ASKED = [
    ("ana", "/", "find"),
    ("ana", "/find/", "find"),
    ("ana", PAGE, "run"),
    ("ana", f"{PAGE}app/", "x"),
    ("ana", f"{PAGE}download/{RUN}/categories.csv", "picks"),
    ("ana", "/sign-in/", "next"),
    ("ana", "/sign-in/again/", "next"),
    ("nobody", "/sign-in/", "next"),
    ("nobody", "/brand.css", "v"),
    ("nobody", "/sso/oidc/callback/", "state"),
    ("nobody", "/sso/oidc/callback/", "code"),
    ("cleo", "/audit/", "q"),
    ("cleo", "/audit/", "after"),
    ("cleo", "/audit/changes/", "q"),
    ("cleo", "/audit/changes/", "after"),
    ("cleo", "/audit/reports/x/", "after"),
    ("cleo", "/audit/people/1/", "after"),
    ("cleo", "/audit/tables/A.B/", "after"),
    ("dev", "/admin/login/", "next"),
    ("dev", "/admin/search/", "s"),
    ("dev", "/admin/access/user/", "q"),
    ("dev", "/admin/access/user/", "p"),
    ("dev", "/admin/access/user/", "o"),
    ("dev", "/admin/access/user/", "is_active__exact"),
    ("dev", "/admin/access/user/", "is_superuser__exact"),
    ("dev", "/admin/access/grant/", "q"),
    ("dev", "/admin/access/grant/", "team__id__exact"),
    ("dev", "/admin/access/grant/", "report"),
    ("dev", "/admin/access/grant/add/", "team"),
    ("dev", "/admin/access/grant/add/", "_changelist_filters"),
    ("dev", "/admin/access/rowpolicy/", "q"),
    ("dev", "/admin/access/tablerule/", "q"),
    ("dev", "/admin/catalog/entry/", "q"),
    ("dev", "/admin/catalog/accessrequest/", "q"),
    ("dev", "/admin/autocomplete/?app_label=access&model_name=membership&field_name=user", "term"),
    ("dev", "/admin/autocomplete/?app_label=access&model_name=membership&field_name=user", "p"),
    ("dev", "/admin/autocomplete/?app_label=catalog&model_name=entry&field_name=contact", "term"),
    ("dev", "/admin/autocomplete/?app_label=access&model_name=membership", "field_name"),
    ("dev", "/admin/autocomplete/?field_name=user&model_name=membership", "app_label"),
]
POSTED = [
    ("nobody", "/sign-in/", {"username": "ana", "password": "x", "next": "/"}),
    ("nobody", "/sign-in/code/", {"code": "000000"}),
    ("ana", "/sign-in/again/", {"password": "x", "next": "/"}),
    ("ana", "/account/password/", {"old_password": "x", "new_password1": "y", "new_password2": "y"}),
    ("ana", f"{PAGE}star/", {"on": "1", "at": "report"}),
    ("ben", f"/requests/ask/{REPORT}/", {"team": "TEAM", "reason": "we need it"}),
    ("rae", "/requests/REQUEST/", {"decision": "decline", "answer": "no", "until": "2026-12-31", "can_download": "on"}),
    ("cleo", "/audit/integrity/ALERT/seen/", {"why": "we know"}),
    ("dev", "/admin/access/team/add/", {"name": "New", "slug": "new", "most_running": "1"}),
    ("dev", "/admin/access/grant/add/", {"team": "TEAM", "report": REPORT, "until_0": "2026-12-31", "until": "x"}),
    ("dev", "/admin/access/rowpolicy/add/", {"team": "TEAM", "table": "A.B", "column": "C", "values": "x"}),
    ("dev", "/admin/access/tablerule/add/", {"table": "A.B", "note": "x"}),
    ("dev", "/admin/access/user/add/", {"username": "new", "password1": "x", "password2": "x"}),
    ("dev", "/admin/access/grant/", {"action": "delete_selected", "_selected_action": "1", "select_across": "0"}),
]
HEADERS = [
    "Host",
    "Cookie",
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Content-Type",
    "Content-Encoding",
    "Origin",
    "Referer",
    "Range",
    "If-None-Match",
    "If-Modified-Since",
    "If-Range",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Requested-With",
    "X-CSRFToken",
    "User-Agent",
    "X-Http-Method-Override",
    "Forwarded",
    "Transfer-Encoding",
]


@pytest.fixture
def browsers(people) -> dict[str, Client]:
    made = {name: signed_in(people[name]) for name in people} | {"nobody": Client()}
    for each in made.values():
        each.raise_request_exception = False
    return made


@pytest.fixture
def places(people) -> dict[str, str]:
    """What stands for what there really is."""
    offers = Team.objects.get(name="Offers")
    asked = {"person": people["ben"], "person_name": "ben", "team_name": "Offers", "report": "lapsed-buyers"}
    request = AccessRequest.objects.create(team=offers, reason="we need it", **asked)
    alert = events.record(Kind.ALERT, user_id=None, name="", problem="a gap", query_id="x")
    return {"TEAM": str(offers.pk), "REQUEST": str(request.pk), "ALERT": str(alert.pk)}


def failed(answer) -> str:
    """What is wrong with it; nothing, if it is an answer."""
    if answer.status_code < 500 and b"Traceback" not in answer.getvalue():
        return ""
    return f"{answer.status_code} {getattr(answer, 'exc_info', None)}"


def written(text: str) -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe="")


@texts(*NUL_AND_NUMBERS, "deep JSON", "half letters as JSON")
def test_no_parameter_of_an_address_breaks_a_page(browsers, label):
    found = {}
    for who, address, name in ASKED:
        query = f"{'&' if '?' in address else '?'}{name}={written(TEXTS[label])}"
        found[f"{address} {name}"] = failed(browsers[who].get(address + query))
    assert {where: what for where, what in found.items() if what} == {}


@texts(*NUL_AND_NUMBERS)
def test_no_text_of_a_form_breaks_its_page(browsers, places, label):
    found = {}
    for who, address, sound in POSTED:
        filled = {name: places.get(value, value) for name, value in sound.items()}
        for name in ["REQUEST", "ALERT"]:
            address = address.replace(name, places[name])
        for odd in filled:
            form = "&".join(f"{name}={written(TEXTS[label] if name == odd else filled[name])}" for name in filled)
            answer = browsers[who].post(address, form, content_type="application/x-www-form-urlencoded")
            found[f"{address} {odd}"] = failed(answer)
    assert {where: what for where, what in found.items() if what} == {}


def with_a_place() -> Iterator[str]:
    """Every address of the portal that has a text in it, with a place for another one; and some that only look so."""
    for address, _ in addresses():
        for sample in SAMPLES.values():
            if f"/{sample}/" in address or address.endswith(f"/{sample}"):
                yield address.replace(f"/{sample}", "/{}", 1)
    yield from (f"{PAGE}download/{RUN}/{{}}.csv", f"{PAGE}download/{RUN}/categories.{{}}", "/static/{}", "/{}")


@texts(*NUL_AND_NUMBERS)
def test_no_part_of_a_path_breaks_a_page(browsers, label):
    found = {}
    for path in dict.fromkeys(with_a_place()):
        who = "dev" if path.startswith("/admin") else "cleo" if path.startswith("/audit") else "ana"
        found[path] = failed(browsers[who].get(path.format(written(TEXTS[label]))))
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_breaks_a_page(browsers, settings, header):
    settings.TRUSTED_PROXY = True
    name = header.upper().replace("-", "_")
    name = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
    found = {}
    for label, text in TEXTS.items():
        given = {name: as_header(text)}
        found[f"/ {label}"] = failed(browsers["ana"].get("/bell/", **given))
        found[f"style {label}"] = failed(browsers["ana"].get("/static/portal/portal.css", **given))
        form = {"username": "x", "password": "y"}
        found[f"sign-in {label}"] = failed(browsers["nobody"].post("/sign-in/", form, **given))
        plain = {"content_type": "text/plain", **given}
        found[f"call {label}"] = failed(browsers["ana"].generic("POST", UPDATE, b"{}", **plain))
    assert {where: what for where, what in found.items() if what} == {}


def as_header(text: str) -> str:
    """As a server hands its bytes on, which are on one line."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1").replace("\r\n", "")


@pytest.mark.parametrize("cookie", ["portico_session", "csrftoken", "messages", "\xff"])
def test_no_cookie_breaks_a_page(browsers, people, cookie):
    kept = browsers["ana"].cookies.output(header="", sep=";").strip()
    found = {}
    for label, text in [*TEXTS.items(), ("octal", '"\\000\\777"'), ("in quotes", '"\\"')]:
        for who, others in (("ana", kept), ("nobody", "")):
            cookies = f"{others}; {cookie}={as_header(text)}"
            found[f"{label} {who}"] = failed(Client(raise_request_exception=False).get("/bell/", HTTP_COOKIE=cookies))
    assert {where: what for where, what in found.items() if what} == {}
