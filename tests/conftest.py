"""The cast, signed in: Ana has the grant, Ben is on another team, Cleo audits, Dev administers, Rae writes reports."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client

from portal.access.demo_people import PEOPLE, fill_the_shelf, make, open_reports
from portal.access.models import User
from querylog.roles import APP_ROLE
from querylog.warehouse import hang_up

REPORT = "category-performance"


@pytest.fixture(scope="session", autouse=True)
def say_good_bye() -> Iterator[None]:
    """Take leave of the warehouse before it is stopped."""
    yield
    hang_up()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup) -> Iterator[None]:
    """Tests run with the rights that the web has; the tables were made by their owner."""
    act_as(APP_ROLE)
    yield
    act_as(None)


def act_as(role: str | None) -> None:
    """From now on, Django's connections have the rights of this role; of the owner without one."""
    connection = connections["default"]
    connection.close()
    connection.close_pool()
    options = connection.settings_dict["OPTIONS"]
    without = options["options"].partition(" -c role=")[0]
    options["options"] = f"{without} -c role={role}" if role else without


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A cheap hash: a good one takes half a second for each of the cast, in every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_second_step(settings):
    """The cast enters the admin pages without a second step; its own tests ask for one."""
    settings.ADMIN_SECOND_STEP = False


@pytest.fixture
def people(quick_passwords, db) -> dict[str, User]:
    made = {person.username: make(person) for person in PEOPLE}
    open_reports([REPORT])
    fill_the_shelf()
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def anonymous(db) -> Client:
    return Client()


@pytest.fixture
def ana(people) -> Client:
    return signed_in(people["ana"])


@pytest.fixture
def ben(people) -> Client:
    return signed_in(people["ben"])


@pytest.fixture
def cleo(people) -> Client:
    return signed_in(people["cleo"])


@pytest.fixture
def dev(people) -> Client:
    return signed_in(people["dev"])


@pytest.fixture
def fay(people) -> Client:
    return signed_in(people["fay"])


@pytest.fixture
def rae(people) -> Client:
    return signed_in(people["rae"])
