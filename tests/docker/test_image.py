"""The image, built by its Dockerfile's own steps in a clean folder, and its roles."""

import os
import subprocess
from pathlib import Path

import pytest
import snowflake.connector

from tests.docker.dockerfile import Builder, Image, context, steps
from tests.web import free_port, fresh_database, wait_for

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "docker" / "Dockerfile"
SETTINGS = ("SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "REDIS_URL", "SNOWFLAKE_")


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Image:
    return build(tmp_path_factory.mktemp("image"))


def build(folder: Path, **arguments: str) -> Image:
    quickly = {"DEMO": "1"}  # static files are compressed less
    return Builder(folder / "root", context(ROOT, folder / "context"), arguments, quickly).build(DOCKERFILE)


@pytest.fixture(scope="module")
def environment(image) -> dict[str, str]:
    """What a container of the image gets: the settings, and nothing else of this machine."""
    given = {name: value for name, value in os.environ.items() if name.startswith(SETTINGS)}
    return {**image.variables, **given, "DATABASE_URL": fresh_database("image")}


def run(image: Image, environment: dict[str, str], *role: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        image.command(*role), cwd=image.folder / "portico", env=environment, capture_output=True, text=True, timeout=60
    )


def test_migrate_makes_the_tables(image, environment):
    done = run(image, environment, "migrate")

    assert done.returncode == 0, done.stderr
    assert "Applying access.0001" in done.stdout


def test_web_is_ready_and_serves_the_collected_files(image, environment):
    run(image, environment, "migrate")
    port = free_port()
    web = subprocess.Popen(image.command("web"), cwd=image.folder / "portico", env={**environment, "PORT": str(port)})
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        wait_for(f"http://127.0.0.1:{port}/readyz")
    finally:
        web.terminate()
        assert web.wait(15) == 0
    assert (image.folder / "portico" / "staticfiles" / "staticfiles.json").exists()


def test_worker_takes_the_jobs_there_are(image, environment):
    run(image, environment, "migrate")

    done = run(image, environment, "worker", "--burst")

    assert done.returncode == 0, done.stderr


def test_any_other_command_is_run_as_it_is(image, environment):
    done = run(image, environment, "python", "-c", "print('as it is')")

    assert done.stdout == "as it is\n"


def test_without_settings_it_says_what_is_missing_and_does_not_start(image):
    done = run(image, image.variables, "web")

    assert done.returncode != 0
    assert done.stderr.count("SECRET_KEY is missing") == 1
    assert "Traceback" not in done.stderr


def test_the_image_holds_no_tests_tools_or_package_manager(image):
    inside = {each.name for each in (image.folder / "portico").iterdir()}
    programs = {each.name for each in (image.folder / "portico" / ".venv" / "bin").iterdir()}

    code = {"portal", "reports", "querylog", "manage.py", "gunicorn.conf.py", "docker"}
    assert inside - {"__pycache__"} == code | {".venv", "staticfiles", "data"}
    assert not programs & {"pip", "uv", "pytest", "ruff", "mypy"}


def signs_in(port: int, *, password: str) -> bool:
    address = {"host": "127.0.0.1", "port": port, "protocol": "http", "account": "standin"}
    with snowflake.connector.connect(**address, user="PORTICO", password=password) as connection:
        return not connection.is_closed()


def test_it_does_not_run_as_root():
    users = [rest for word, rest in steps(DOCKERFILE) if word == "USER"]

    assert users
    assert all(user not in {"root", "0"} for user in users)


def test_no_secret_is_kept_in_it():
    kept = [rest for word, rest in steps(DOCKERFILE) if word in {"ENV", "ARG", "LABEL"}]

    assert not [each for each in kept if "SECRET" in each or "PASSWORD" in each or "DATABASE" in each]


@pytest.mark.long
def test_the_image_of_the_stand_in_serves_the_data_with_its_own_packages_only(tmp_path):
    image, port = build(tmp_path, REQUIREMENTS="standin"), free_port()
    environment = {**image.variables, "SNOWFLAKE_PASSWORD": "agreed-beforehand", "PORT": str(port)}

    standin = subprocess.Popen(image.command("standin"), cwd=image.folder / "portico", env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", seconds=60)
        assert signs_in(port, password="agreed-beforehand")
    finally:
        standin.terminate()
        standin.wait(15)

    assert not (image.folder / "portico" / "staticfiles").exists()
