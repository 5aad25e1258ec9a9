"""Rae asks, Ana leads the team. The report is the audience builder, over the stand-in's real households."""

import csv
import io
import json
import zipfile

import pytest

from portal.access.demo_people import open_reports
from portal.access.guard import viewer_for
from portal.access.models import Team
from portal.audiences.models import AudienceRequest
from reports import registry
from reports.run.press import refresh

SLUG = "audience-builder"
VISUAL = "handed_on"
WHY = "Autumn coupons, for the agency that mails them."
FORM = {"filters": {"purchased_on": {"preset": "last 12 weeks"}, "department": ["DELI"]}, "often": 1, "least": 0}
DAY = "2026-11-10"  # on which some of them bought last


@pytest.fixture
def team(people) -> Team:
    open_reports([SLUG])
    return Team.objects.get(name="Shopper insights")


@pytest.fixture
def approving(team) -> Team:
    """The same, whose audience exports need approval."""
    team.approves_audiences = True
    team.save()
    return team


def run_of(user, form=FORM):
    return refresh(registry.get(SLUG), form, viewer=viewer_for(user, SLUG))


@pytest.fixture
def run(people, team):
    return run_of(people["rae"])


@pytest.fixture
def asked(rae, run, approving) -> AudienceRequest:
    rae.post(address(run), {"purpose": WHY})
    return AudienceRequest.objects.get()


def address(run, visual=VISUAL, picks=None) -> str:
    clicks = f"?picks={json.dumps(picks)}" if picks is not None else ""
    return f"/reports/{SLUG}/audience/{run.pk}/{visual}/{clicks}"


def download(client, asked):
    return client.post(f"/reports/{asked.report}/audience/{asked.pk}/download/")


def decide(client, asked, decision="approve", answer=""):
    return client.post(f"/audiences/{asked.pk}/", {"decision": decision, "answer": answer})


def files(response) -> dict[str, bytes]:
    """What the zip of an export holds, by name."""
    assert response.status_code == 200, response.content
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))
