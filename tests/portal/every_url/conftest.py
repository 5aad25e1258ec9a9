"""The world of the table, made once for a file and taken back."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.portal.every_url.made import make_world
from tests.portal.every_url.world import World, undone

QUICK = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"], "ADMIN_SECOND_STEP": True}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), override_settings(**QUICK), undone():
        yield make_world()


@pytest.fixture(autouse=True)
def no_second_step(settings):
    """As it is in production: admins need one."""
    settings.ADMIN_SECOND_STEP = True
