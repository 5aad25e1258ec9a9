"""Twenty secrets in settings, values and errors; after a day of work and trouble they are in no log, page or trace.

A whole portal runs with all of it said that it can say (LOG_LEVEL=DEBUG); people sign in, mistype, ask and are refused;
Snowflake, the mail server, the identity provider, PostgreSQL and Valkey fail it. Then everything that was written down
by anybody is searched.
"""

import base64
import html
import re
import subprocess
import sys
import traceback
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests

from tests.attempts.canaries import Secret, canary
from tests.attempts.secret_portal import (
    SECRETS,
    WRONG,
    a_dead_database,
    a_dead_queue,
    portal_with_secrets,
    text_of,
    valkey,
)
from tests.report_page import ReportPage
from tests.services import services
from tests.web import PASSWORD, Portal, wait_for

pytestmark = pytest.mark.timeout(240)


class Story:
    """Everything that was written down, by where."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.found: dict[str, bytes] = {}
        self.went_wrong: list[str] = []

    @contextmanager
    def chapter(self, name: str) -> Iterator[None]:
        """What happens in it is told to its end, or else where it broke off: the rest is worth being searched."""
        try:
            yield
        except Exception:
            self.went_wrong.append(f"{name}: {traceback.format_exc(limit=-4)}")

    def add(self, place: str, content: bytes) -> None:
        self.found[place] = self.found.get(place, b"") + content

    def runs(self, *command: str, **settings: str) -> None:
        """A management command, which may well fail."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=self.portal.folder,
            env={**self.portal.environment, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        self.add(f"manage.py {command[0]}", done.stdout)


class Person:
    """Somebody with a browser. What she is shown is added to the story."""

    def __init__(self, story: Story, name: str, password: str = PASSWORD) -> None:
        self.story, self.name, self.web = story, name, requests.Session()
        if name != "nobody":
            assert self.submit("/sign-in/", username=name, password=password).history

    def get(self, path: str) -> requests.Response:
        return self._shown(self.web.get(self.story.portal.url + path, timeout=30))

    def submit(self, path: str, **form: str) -> requests.Response:
        self.get(path if path == "/sign-in/" else "/bell/")
        form["csrfmiddlewaretoken"] = self.web.cookies["csrftoken"]
        return self._shown(self.web.post(self.story.portal.url + path, data=form, timeout=30))

    def post(self, path: str, body: object) -> requests.Response:
        headers = {"X-CSRFToken": self.web.cookies["csrftoken"]}
        return self._shown(self.web.post(self.story.portal.url + path, json=body, headers=headers, timeout=30))

    def open(self, slug: str) -> ReportPage:
        address = f"/reports/{slug}/"
        self.get(address)
        return ReportPage(lambda path: self.get(path).json(), self.post, address=address)

    def _shown(self, answer: requests.Response) -> requests.Response:
        for each in (*answer.history, answer):
            kept = f"{each.status_code} {each.headers}".encode() + each.content
            self.story.add(f"page of {self.name}", kept + b"\n")
        return answer


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> Iterator[Story]:
    output = tmp_path_factory.mktemp("output")
    with portal_with_secrets(tmp_path_factory.mktemp("portal"), output=output) as portal:
        told = Story(portal)
        for chapter in (strangers_come, ana_asks, others_are_refused, auditors_and_admins_look, commands, outages):
            with told.chapter(chapter.__name__):
                chapter(told)
        for name, content in _written_down(portal):
            told.add(name, content)
    for file in output.iterdir():
        told.add(f"output of {file.stem}", file.read_bytes())
    told.add("stand-in", (services.data / "history.jsonl").read_bytes())
    yield told


def strangers_come(story: Story) -> None:
    nobody = Person(story, "nobody")
    nobody.submit("/sign-in/", username="ana", password=text_of("a password, mistyped"))
    nobody.submit("/sign-in/", username=text_of("a password, typed as a name"), password="x")
    onward = html.unescape(nobody.submit("/sso/oidc/", process="login").text)
    (state,) = set(re.findall(r"[?&]state=([\w-]+)", onward))
    assert nobody.get(f"/sso/oidc/callback/?code=a-code&state={state}").status_code == 401


def ana_asks(story: Story) -> None:
    ana, new = Person(story, "ana"), text_of("a new password")
    ana.submit("/account/password/", old_password=PASSWORD, new_password1=new, new_password2=new)
    ana = Person(story, "ana", new)
    ana.get("/account/security/app/")
    page = ana.open("cards")
    for _ in range(50):  # until one has taken so long that a worker was asked to watch it
        page.refresh(brand=[text_of("a value, chosen")])
        page.until_over()
        with valkey() as queue:
            if any(queue.scan_iter("rq:job:*")):
                break
    page.slice("departments")
    page.offers("brand", search=text_of("a value, looked for"))
    page.refresh(brand=None, household_id=[text_of("a value that Snowflake repeats in its error")])
    page.until_over()
    asked = {"keep": [text_of("a value that a list of options failed on")]}
    failed = page.post("/reports/cards/app/offers", {"part": "filters", "field": "household_id", **asked})
    assert failed.json()["sentence"].startswith("Snowflake can't run this query.")
    assert ana.get("/account/").status_code == 500


def others_are_refused(story: Story) -> None:
    """The identity that a team has of its own does not get in to Snowflake; and pages that are closed or broken."""
    for name in ("ben", "fay", "cleo", "dev"):
        Person(story, name).open("cards").refresh(department=["DELI"])
    ben = Person(story, "ben")
    assert ben.get("/reports/leaky/").status_code == 503
    assert ben.get("/reports/category-performance/").status_code == 403
    ((team,),) = story.portal.rows("select id from access_team where slug = 'offers'")
    ben.submit("/requests/ask/category-performance/", team=str(team), reason="we need it")


def auditors_and_admins_look(story: Story) -> None:
    """At everything that there is."""
    cleo, dev = Person(story, "cleo"), Person(story, "dev")
    for (statement,) in story.portal.rows("select id from querylog_statement"):
        assert cleo.get(f"/audit/{statement}/").status_code == 200
    for path in ("/audit/", "/audit/changes/", "/audit/integrity/", "/audit/tables/LOYALTY.BASKETS/", "/nothing"):
        cleo.get(path)
    people = [pk for (pk,) in story.portal.rows("select id from access_user")]
    of_people = [f"user/{pk}/{page}/" for pk in people for page in ("change", "history")]
    for path in ("user/", "team/", "grant/", *of_people):
        assert dev.get(f"/admin/access/{path}").status_code == 200


def commands(story: Story) -> None:
    """Sound ones, some that are refused, and some with settings that are wrong; all at once, for each takes seconds."""
    hers = ("runreport", "cards", "--as", "ana", "--set")
    elsewhere = {name: story.portal.environment[name] + "_none" for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    lines: list[tuple[tuple[str, ...], dict[str, str]]] = [
        (("check",), WRONG),
        (("migrate",), elsewhere),
        (("sealog",), {}),
        (("verifylog",), {}),
        (("checkreports",), {}),
        ((*hers, f"brand={text_of('a value, chosen')}"), {}),
        ((*hers, f"household_id={text_of('a value that Snowflake repeats in its error')}"), {}),
        (("rqworker", "default", "--burst"), {}),
    ]
    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(lambda line: story.runs(*line[0], **line[1]), lines))


def outages(story: Story) -> None:
    """Valkey, and then PostgreSQL, are gone for a while."""
    ana = Person(story, "ana", text_of("a new password"))
    page = ana.open("cards")
    with a_dead_queue():
        page.refresh(brand=None, household_id=None, department=["DELI"])
        assert "queue can't be reached" in ana.get("/readyz").text
    with a_dead_database():
        assert ana.get("/bell/").status_code == 503
        assert ana.get("/readyz").status_code == 503
    wait_for(f"{story.portal.url}/readyz")


def _written_down(portal: Portal) -> Iterator[tuple[str, bytes]]:
    """Every row of every table, and everything that Valkey holds."""
    for (table,) in portal.rows(
        "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    ):
        rows = portal.rows(f'select t::text from "{table}" t')
        yield f"table {table}", "\n".join(row for (row,) in rows).encode()
    with valkey() as owner:
        for key in owner.scan_iter():
            yield "Valkey", key + b"\n"
            if owner.type(key) == b"hash":
                for name, value in owner.hgetall(key).items():
                    yield f"Valkey {key.decode()} {name.decode()}", value


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_shows_nowhere(story: Story, secret: Secret):
    assert [place for place, content in story.found.items() if secret.shows_in(place, content)] == []


def test_the_day_went_as_it_was_to_go(story: Story):
    assert "\n".join(story.went_wrong) == ""


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("output of web", "ZeroDivisionError"),
        ("output of web", "was not sent"),
        ("output of web", "PostgreSQL can't be reached"),
        ("output of web", "queue can't be reached"),
        ("output of worker", "see_to_its_end"),
        ("output of keeper", " "),
        ("page of ana", "c4n4ry"),
        ("page of nobody", "c4n4ry"),
        ("page of ben", "Snowflake refused the portal"),
        ("page of fay", "Snowflake refused the portal"),
        ("page of dev", "Snowflake"),
        ("page of cleo", "••• (hidden)"),
        ("stand-in", "c4n4ry"),
        ("table querylog_statement", "hashed"),
        ("table querylog_ending", "Snowflake can't run this query. What it says"),
        ("table querylog_event", "name_digest"),
        ("table access_failedsignin", " "),
        ("table django_session", "2"),
        ("Valkey", "rq:job"),
        ("manage.py check", "Portico can't start"),
        ("manage.py migrate", "couldn't get a connection"),
        ("manage.py runreport", "Snowflake can't run this query. What it says"),
        ("manage.py rqworker", "Worker"),
    ],
)
def test_where_something_was_to_be_found_it_was_looked_for(story: Story, place, words):
    """Else the tests above would pass for any reason."""
    assert words.encode() in story.found[place]


DRESSES = {
    "plain": lambda text: b"postgres://web:" + text + b"@host",
    "as a sign-in": lambda text: base64.b64encode(b"portal:" + text),
    "as another one": lambda text: base64.b64encode(b"\0portal\0" + text + b"!"),
    "compressed": zlib.compress,
    "as digits": lambda text: text.hex().encode(),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_secret_is_found_in_every_dress(dress):
    secret = canary("found")
    assert secret.shows_in("here", DRESSES[dress](secret.text.encode()))
    assert not secret.shows_in("here", DRESSES[dress](canary("another").text.encode()))
