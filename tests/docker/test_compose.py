"""compose.yaml: the same image for each role, the portal's own settings, and no secret by default."""

import re
from pathlib import Path

import pytest
import yaml

from portal import settings

COMPOSE = Path(__file__).resolve().parents[2] / "docker" / "compose.yaml"
SERVICES = yaml.safe_load(COMPOSE.read_text())["services"]
DECLARED = {each.name for each in settings.env.declared}
OF_THE_PORTAL = [name for name, service in SERVICES.items() if "build" in service]


@pytest.mark.parametrize("name", OF_THE_PORTAL)
def test_a_service_is_given_only_settings_that_the_portal_knows(name):
    assert set(SERVICES[name]["environment"]) <= DECLARED


def test_web_worker_keeper_and_migrate_are_one_image():
    images = {SERVICES[role]["image"] for role in ("web", "worker", "keeper", "migrate")}

    assert images == {"portico"}


@pytest.mark.parametrize("name", OF_THE_PORTAL)
def test_a_service_has_a_role_of_the_image(name):
    roles = re.findall(r"^  (\w+)\)$", (COMPOSE.parent / "entrypoint.sh").read_text(), re.MULTILINE)

    assert SERVICES[name]["command"] in [[role] for role in roles]


def test_every_needed_setting_is_given_or_asked_for():
    needed = {each.name for each in settings.env.declared if each.default == "needed"}

    assert needed <= set(SERVICES["web"]["environment"])


def test_no_secret_has_a_default():
    secrets = re.findall(r"\$\{(\w*(?:SECRET|PASSWORD|PASSPHRASE)\w*)(:.)([^}]*)\}", COMPOSE.read_text())

    assert secrets
    for name, kind, text in secrets:
        assert kind == ":?" or text == "", f"{name} has a default"


def test_what_is_missing_is_asked_for_in_a_sentence():
    asked = re.findall(r"\$\{(\w+):\?([^}]*)\}", COMPOSE.read_text())

    assert all(text.startswith(f"Set {name} to ") for name, text in asked)


def test_other_images_have_a_pinned_version():
    others = [service["image"] for name, service in SERVICES.items() if name not in OF_THE_PORTAL]

    assert all(re.search(r":\d+\.\d+", image) for image in others)


def test_only_the_migrations_sign_in_as_the_owner_of_the_tables():
    owners = [name for name in OF_THE_PORTAL if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]]

    assert owners == ["migrate"]
    assert "//portico_web:" in SERVICES["web"]["environment"]["DATABASE_URL"]


def test_the_queue_cannot_be_reached_from_outside():
    assert SERVICES["valkey"]["networks"] == ["inside"]
    assert "ports" not in SERVICES["valkey"]
