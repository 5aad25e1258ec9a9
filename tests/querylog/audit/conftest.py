"""Tokens of the cast, for the tests of the API."""

import pytest
from django.contrib.auth.models import Permission

from tests.querylog.audit.calling import made


@pytest.fixture
def token(people) -> str:
    """Cleo's, who audits and sees SQL: for everything."""
    return made(people["cleo"])


@pytest.fixture
def without_sql(people) -> str:
    return made(people["cleo"], "search", "events", name="without SQL")


@pytest.fixture
def blind(people) -> str:
    """A token that is made for SQL, of somebody who may not see it any more."""
    people["ben"].user_permissions.set(Permission.objects.filter(codename__in=["view_statement", "see_sql"]))
    shown = made(people["ben"])
    people["ben"].user_permissions.remove(Permission.objects.get(codename="see_sql"))
    return shown
