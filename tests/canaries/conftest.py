"""The world of the canaries: a database and a warehouse of its own, everybody in it, and what each of them met."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import django_rq
import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings

from portal.access.models import Team, User
from portal.access.rights import reports_for
from portal.catalog.models import AccessRequest
from portal.settings import SNOWFLAKE
from querylog.audit.api.tokens import READS_LOG, SCOPES, SQL, make
from querylog.audit.guard import SEES_SQL
from querylog.models import Purpose, Statement
from querylog.roles import APP_ROLE
from querylog.warehouse import client
from reports import registry
from reports.learn.versions import models_of
from tests.canaries.cast import CLOSED_TO_STORES, HAVE_REPORTS, SEES, gather
from tests.canaries.crawl import Eyes, Look
from tests.canaries.markers import text
from tests.canaries.warehouse import warehouse_of_markers
from tests.conftest import act_as, signed_in
from tests.querylog.conftest import connected_to
from tests.web import fresh_database

DATABASE = "portico_canaries"
EXCLUDING, TURNING = "lapsed-buyers", "sales-cube"  # between them: options, exclusion, choice, table, pivot, files
ONE_OF_EACH_SORT = {"eve", "kim", "dev", "cleo", "una", "gus"}  # in two teams, by attributes, and with each other right
CHEAP = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="package")
def people(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[dict[str, User]]:
    """Everybody, where each commit is one and every row carries a marker."""
    fresh_database(DATABASE)
    with (
        django_db_blocker.unblock(),
        connected_to(DATABASE),
        warehouse_of_markers(tmp_path_factory.mktemp("canaries") / "warehouse") as port,
        pytest.MonkeyPatch.context() as patch,
        override_settings(SNOWFLAKE={**SNOWFLAKE, "port": port}, FRESH_SECONDS=900, EMAIL_HOST="mail.test"),
        override_settings(PASSWORD_HASHERS=CHEAP, ADMIN_SECOND_STEP=False),
    ):
        patch.setattr(client, "_ways", {})  # this process starts without a connection to any warehouse
        act_as(None)
        call_command("migrate", verbosity=0)
        act_as(APP_ROLE)
        cache.clear()
        django_rq.get_queue("default").empty()
        yield gather()
        django_rq.get_queue("default").empty()
        cache.clear()
        client.hang_up()


@dataclass
class Met:
    """What everybody met, and what lay about meanwhile."""

    eyes: dict[str, Eyes]
    mails: list[str] = field(default_factory=list)
    queue: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)

    @property
    def looks(self) -> list[Look]:
        return [look for each in self.eyes.values() for look in each.looks]


@pytest.fixture(scope="package")
def met(people) -> Met:
    """Everybody goes to one report; one of each sort to a second and to every address. The long test does all."""
    return everybody_goes(people, thorough=False)


def everybody_goes(people: dict[str, User], *, thorough: bool) -> Met:
    """One after the other, so that each comes to caches that the others have filled."""
    met = Met({name: eyes_of(user, thorough=thorough) for name, user in people.items()})
    for name in HAVE_REPORTS:
        met.eyes[name].every_report(_reports_for(people[name], thorough=thorough))
    _ask_for_a_report(met)
    _leave_something_in_the_queue(met)
    for name, eyes in met.eyes.items():
        eyes.every_link()
        if thorough or name in ONE_OF_EACH_SORT:
            eyes.every_address([*_of_others(met, name), *_statements()])
        if people[name].has_perm(READS_LOG):
            _, token = make(people[name], name="canaries", scopes=SCOPES.keys() - _not_for(people[name]), days=1)
            eyes.every_address_of_the_api(token, _statements())
    for name, other in zip(HAVE_REPORTS, [*HAVE_REPORTS[1:], HAVE_REPORTS[0]], strict=True):
        met.eyes[name].with_anothers_handle(registry.get(EXCLUDING), met.eyes[other].runs[EXCLUDING])
    met.mails = [f"{each.subject} {each.body} {each.to}" for each in mail.outbox]
    met.queue, met.kept = in_valkey(), in_the_cache()
    return met


def _reports_for(user: User, *, thorough: bool) -> list[str]:
    if thorough:  # but for a model: there are too few rows here to train one
        return [report.slug for report in reports_for(user) if not models_of(report)]
    return [EXCLUDING, TURNING] if user.username in ONE_OF_EACH_SORT else [EXCLUDING]


def eyes_of(user: User, *, thorough: bool = False) -> Eyes:
    own = sorted(SEES[user.username] or {"NOBODY"})[0]
    browser = signed_in(user)
    browser.raise_request_exception = False  # a browser gets a page
    return Eyes(user.username, browser, own=own, staff=user.is_staff, thorough=thorough)


def _not_for(user: User) -> set[str]:
    return set() if user.has_perm(SEES_SQL) else {SQL}


def _ask_for_a_report(met: Met) -> None:
    """Kim asks for a report that is closed to her, and Dev opens it and mails her so."""
    team = Team.objects.get(name="Stores")
    form = {"team": team.pk, "reason": "We plan the shelves."}
    met.eyes["kim"].client.post(f"/requests/ask/{CLOSED_TO_STORES}/", form)
    asked = AccessRequest.objects.latest("pk")
    met.eyes["dev"].client.post(f"/requests/{asked.pk}/", {"decision": "decline", "answer": "Not this year."})


def _leave_something_in_the_queue(met: Met) -> None:
    """Each presses Refresh once more, with nobody patient enough: the queue's server has a job of it."""
    report = registry.get(EXCLUDING)
    with override_settings(PATIENCE_SECONDS=0, FRESH_SECONDS=0):
        for name in HAVE_REPORTS:
            met.eyes[name].press(report, met.eyes[name].open(report))


def _of_others(met: Met, name: str) -> list[str]:
    """The handle of somebody who sees something else."""
    return [next(eyes.runs[EXCLUDING] for other, eyes in met.eyes.items() if eyes.runs and SEES[other] != SEES[name])]


def _statements() -> list[str]:
    """The first statement of each kind, and one of somebody who clicked on a mark of hers."""
    firsts = list(Statement.objects.order_by("purpose", "pk").distinct("purpose"))
    clicked = Statement.objects.filter(purpose=Purpose.SLICE, binds__contains=[text("INSIGHTS", "DEPARTMENT")])[:1]
    return [str(statement.pk) for statement in (*firsts, *clicked)]


def in_valkey() -> dict[str, bytes]:
    """Every key of the queue's server, with what is behind it; what rq packs is unpacked."""
    server = django_rq.get_connection("default")
    return {key.decode(): _of_key(server, key) for key in server.keys("*")}


def _of_key(server: Any, key: bytes) -> bytes:
    match server.type(key):
        case b"hash":
            parts = [each for pair in server.hgetall(key).items() for each in pair]
        case b"list":
            parts = server.lrange(key, 0, -1)
        case b"set":
            parts = list(server.smembers(key))
        case b"zset":
            parts = server.zrange(key, 0, -1)
        case b"stream":  # what became of a job
            parts = [each for _, kept in server.xrange(key) for pair in kept.items() for each in pair]
        case _:
            parts = [server.get(key) or b""]
    return b"\n".join(_unpacked(each) for each in parts)


def _unpacked(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def in_the_cache() -> dict[str, bytes]:
    """Every key of Django's cache in this process, with what is kept under it."""
    return {key: bytes(value) for key, value in cache._cache.items()}
