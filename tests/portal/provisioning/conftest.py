"""A portal that is set to a provider's SCIM."""

import pytest

from portal.access.models import Team, TeamGroup
from tests.portal.provisioning.provider import TOKEN, Provider


@pytest.fixture
def switched_on(settings):
    settings.SCIM_TOKEN = TOKEN


@pytest.fixture
def scim(switched_on, people) -> Provider:
    return Provider()


@pytest.fixture
def mapped(people) -> TeamGroup:
    """People of the group insights-readers are in the team that has the report."""
    return TeamGroup.objects.create(team=Team.objects.get(name="Shopper insights"), group="insights-readers")


@pytest.fixture
def ben_id(people) -> str:
    return str(people["ben"].pk)
