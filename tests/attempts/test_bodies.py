"""Bodies that no page of ours sends: each is refused in a sentence, none is a failure of ours, and none gets in."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest
from django.test import Client

from portal.access.models import Grant, Membership, Team, User
from portal.catalog.models import AccessRequest
from querylog.models import Statement
from tests.attempts.flood import Flood
from tests.conftest import signed_in
from tests.web import ROOT, Portal, portal_running

FEW, MANY, PROCESSES = 400, 100_000, 2
ODD = 0.02  # of the many; each may ask the warehouse
REQUEST = """
    INSERT INTO catalog_accessrequest (person_id, person_name, team_id, team_name, report, reason, state, asked_at,
                                       decided_by_name, answer, can_download)
    SELECT person.id, 'ben', team.id, team.name, 'lapsed-buyers', 'we need it', 'open', now(), '', '', false
    FROM access_user person, access_team team WHERE person.username = 'ben' AND team.slug = 'offers' RETURNING id
"""
RIGHTS = {
    "grants": "SELECT team_id, report, can_download, until FROM access_grant ORDER BY 1, 2",
    "members": "SELECT team_id, user_id, lead FROM access_membership ORDER BY 1, 2",
    "people": "SELECT username, is_active, is_staff, is_superuser, password FROM access_user ORDER BY 1",
}


@pytest.fixture
def flood(people) -> Flood:
    asked = {"person": people["ben"], "person_name": "ben", "team_name": "Offers", "report": "lapsed-buyers"}
    request = AccessRequest.objects.create(team=Team.objects.get(name="Offers"), reason="we need it", **asked)
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(people["ana"])
    browsers = {name: signed_in(people[name]) for name in ("ana", "ben", "rae")}
    return Flood({**browsers, "nobody": Client(), "careful": careful}, request=request.pk)


def rights() -> list:
    """Who may what."""
    models = (Grant, Membership, User)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_malformed_body_is_refused_and_sends_nothing(flood):
    before, sent = rights(), Statement.objects.count()
    assert flood.faults("broken", range(FEW)) == []
    assert Statement.objects.count() == sent
    assert rights() == before


def test_odd_values_in_a_sound_call_are_a_sentence_or_mean_nothing(flood):
    assert flood.faults("odd", range(FEW // 4)) == []


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """One whose database many processes share, with a request for access in it."""
    with portal_running("portico_flood", worker=False, LOG_LEVEL="ERROR") as portal:
        portal.manage("syncreports")
        with psycopg.connect(portal.database) as owner:
            owner.execute(REQUEST)
        yield portal


def flooded(portal: Portal, kind: str, count: int) -> tuple[Counter[str], list[str]]:
    """How these were answered, and what was wrong with that. Each process has the portal in itself: no server."""
    each = count // PROCESSES
    commands = [
        [sys.executable, "-m", "tests.attempts.flood", kind, str(n * each), str(each)] for n in range(PROCESSES)
    ]
    running = [subprocess.Popen(c, cwd=ROOT, env=portal.environment, stdout=subprocess.PIPE) for c in commands]
    found = [json.loads(process.communicate()[0]) for process in running]
    statuses = sum((Counter(one["statuses"]) for one in found), Counter())
    return statuses, [fault for one in found for fault in one["faults"]]


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_a_hundred_thousand_bodies_are_no_failure_and_no_way_in(portal):
    before = {name: portal.rows(sql) for name, sql in RIGHTS.items()}
    started = time.monotonic()
    statuses, faults = flooded(portal, "broken", round(MANY * (1 - ODD)))
    pressed = portal.rows("SELECT count(*) FROM querylog_statement WHERE purpose <> 'options'")
    more, odd = flooded(portal, "odd", round(MANY * ODD))
    seconds = time.monotonic() - started
    sent = sum((statuses + more).values())
    print(f"\n{sent:,} bodies in {seconds:.0f} s, {sent / seconds:.0f} a second; answered {dict(statuses + more)}")
    assert (faults + odd)[:20] == []
    assert sent == MANY
    assert pressed[0][0] <= PROCESSES  # Ana's own Refresh at the start of each; one may join the other's
    assert {name: portal.rows(sql) for name, sql in RIGHTS.items()} == before
