"""A portal in which people have opened reports, now and long ago."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.access.models import Team
from querylog.ids import id_at
from querylog.models import Event, Kind


@pytest.fixture
def insights(people) -> Team:
    return Team.objects.get(name="Shopper insights")


@pytest.fixture
def opened(db):
    """Remember that somebody opened a report so many days ago."""

    def remember(user, report, *, days: int = 0) -> None:
        moment = timezone.now() - timedelta(days=days)
        with connection.cursor() as cursor:
            cursor.execute("SELECT querylog_add_month(%s)", [moment])
        Event(
            id=id_at(moment.timestamp()), kind=Kind.VIEWED, person_id=user.pk, person_name=user.username, report=report
        ).save(force_insert=True)

    return remember
