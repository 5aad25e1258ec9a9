"""Bodies that no page of ours sends: each is refused in a sentence, none is a failure of ours, and none gets in."""

import pytest
from django.test import Client

from portal.access.models import Grant, Membership, Team, User
from portal.catalog.models import AccessRequest
from querylog.models import Statement
from tests.attempts.flood import Flood
from tests.conftest import signed_in

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
