"""What probes are told, and what people see when a service is gone."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.test import Client

from tests.portal.provisioning.provider import TOKEN

ROOT = Path(__file__).resolve().parents[2]
NOBODY_LISTENS = "postgres://portal@127.0.0.1:1/portal"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def fetch(address, **headers):
    """Status and text, whatever the status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=15) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture(scope="module")
def portal_without_database():
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--threads", "4", "-b", f"127.0.0.1:{port}"]
    environment = os.environ | {"DATABASE_URL": NOBODY_LISTENS, "ALLOWED_HOSTS": "127.0.0.1", "HTTPS": "0"}
    environment["SCIM_TOKEN"] = TOKEN
    server = subprocess.Popen(
        [*command, "portal.wsgi"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            fetch(f"{address}/healthz")
            break
        except OSError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(20)


def test_a_live_process_says_so_to_any_host_name(client):
    assert Client(HTTP_HOST="10.0.0.9").get("/healthz").status_code == 200


def test_probes_are_not_sent_to_https(settings, client):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301


def test_ready_names_each_part(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "queue": "ok"}


def test_without_the_queue_the_portal_is_ready_and_says_what_is_missing(client, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "The queue can't be reached" in answer.json()["queue"]


def test_without_its_database_the_portal_lives_but_is_not_ready(portal_without_database):
    assert fetch(f"{portal_without_database}/healthz")[0] == 200
    status, text = fetch(f"{portal_without_database}/readyz")
    assert status == 503
    assert "PostgreSQL can't be reached" in text


@pytest.mark.parametrize("page", ["/", "/account/", "/reports/category-performance/", "/nowhere/"])
def test_without_its_database_a_signed_in_person_reads_one_sentence(portal_without_database, page):
    began = time.monotonic()
    status, text = fetch(portal_without_database + page, Cookie="portico_session=" + "a" * 32)
    assert status == 503
    assert "Portico can&#x27;t reach its database" in text or "Portico can't reach its database" in text
    assert "Traceback" not in text
    assert time.monotonic() - began < 8


def test_without_its_database_the_page_still_has_its_looks(portal_without_database):
    status, _ = fetch(f"{portal_without_database}/brand.css", Cookie="portico_session=" + "a" * 32)
    assert status == 200


def test_a_forked_process_takes_connections_of_its_own():
    script = (
        "import os, django; django.setup();"
        "from django.db import connection as c;"
        "me = lambda: (lambda k: (k.execute('select pg_backend_pid()'), k.fetchone()[0])[1])(c.cursor());"
        "parent = me(); child = os.fork();"
        "os._exit(0 if me() != parent else 9) if child == 0 else None;"
        "code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]); assert me() == parent; os._exit(code)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "portal.settings"} | os.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
