"""A provider for all tests, known to the portal in each."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests.portal.sign_in.provider import Provider, provider_running

SignIn = Callable[..., Client]


@pytest.fixture(scope="session")
def one_provider() -> Iterator[Provider]:
    with provider_running() as provider:
        yield provider


@pytest.fixture
def provider(one_provider, settings) -> Provider:
    """The company's provider; the portal is set to it."""
    one = {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [one_provider.app()]}
    settings.SOCIALACCOUNT_PROVIDERS = {**settings.SOCIALACCOUNT_PROVIDERS, "openid_connect": one}
    return one_provider
