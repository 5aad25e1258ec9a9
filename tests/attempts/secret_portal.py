"""A portal with a secret in each of its settings, on servers that refuse most of them and repeat what was sent."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from portal.embedded.postgres import OWNER, WEB
from tests.attempts.canaries import canary
from tests.attempts.chatty import chatty_mail_server, chatty_provider
from tests.services import services
from tests.web import ROOT, Portal, portal_running

DATABASE = "portico_secrets"
# What a person chose is on her own pages, in her own run, which reads it again, and in Snowflake, which was asked.
HERS = ("page of ana", "table reports_run", "stand-in", "manage.py runreport")
SECRETS = {
    each.name: each
    for each in [
        canary("SECRET_KEY"),
        canary("LOG_HASH_KEY"),
        canary("SECOND_STEP_KEY"),
        canary("PEOPLE_PASSWORD"),
        canary("DATABASE_URL"),
        canary("DATABASE_OWNER_URL"),
        canary("REDIS_URL"),
        canary("EMAIL_URL"),
        canary("OIDC_CLIENT_SECRET"),
        canary("SCIM_TOKEN"),
        canary("SNOWFLAKE_PASSWORD"),
        canary("a team's SNOWFLAKE_PASSWORD, which is wrong"),
        canary("a team's SNOWFLAKE_TOKEN"),
        canary("a team's SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"),
        canary("a team's SNOWFLAKE_OAUTH_CLIENT_SECRET"),
        canary("a wrong DATABASE_URL"),
        canary("a wrong REDIS_URL"),
        canary("a wrong EMAIL_URL"),
        canary("a wrong SECRET_KEY"),
        canary("a password, mistyped"),
        canary("a password, typed as a name", "page of nobody"),  # in the field where she typed it
        canary("a new password"),
        canary("a password in a report's file"),
        canary("a value, chosen", *HERS),
        canary("a value, looked for", *HERS),
        canary("a value that Snowflake repeats in its error", *HERS),
        canary("a value that a list of options failed on", *HERS),
    ]
}


def text_of(name: str) -> str:
    return SECRETS[name].text


CARDS = '''
"""Cards: who came with which card."""

from reports import Bar, Field, Filters, Query, Report


class Cards(Report):
    """Which cards were seen?"""

    owner = "Shopper insights"
    area = "Stores"

    filters = Filters(
        "LOYALTY.BASKETS", [Field("brand", sensitive=True), Field("household_id", sensitive=True), "department"]
    )
    seen = Query("select department, count(*) as n from LOYALTY.BASKETS where {filters} group by all")
    departments = Bar("Departments", seen, x="department", y="sum(n)")
'''
LEAKY = "password = '{}' what\n".format(text_of("a password in a report's file"))
TEAMS = """
["Offers"]
user = "OFFERS"
token = "a team's SNOWFLAKE_TOKEN"

["Finance"]
user = "FINANCE"
private_key_file = "finance.p8"
private_key_passphrase = "a team's SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"

["Auditors"]
user = "PORTICO"
password = "a team's SNOWFLAKE_PASSWORD, which is wrong"

["Admins"]
user = "ADMINS"
oauth_client_id = "admins"
oauth_client_secret = "a team's SNOWFLAKE_OAUTH_CLIENT_SECRET"
oauth_token_request_url = "PROVIDER/token"
"""
IN_TEAMS = """
from portal.access.models import *
from portal.catalog.sync import sync
sync()
for name, person in {"Auditors": "cleo", "Admins": "dev"}.items():
    team = Team.objects.create(name=name, slug=name.lower())
    Membership.objects.create(team=team, user=User.objects.get(username=person))
for team in Team.objects.all():
    for report in ("cards", "leaky"):
        Grant.objects.create(team=team, report=report)
"""
WRONG = {
    "DATABASE_URL": f"mysql://web:{text_of('a wrong DATABASE_URL')}@127.0.0.1/x",
    "REDIS_URL": f"http://:{text_of('a wrong REDIS_URL')}@127.0.0.1/0",
    "EMAIL_URL": f"pop://x:{text_of('a wrong EMAIL_URL')}@127.0.0.1:25",
    "SECRET_KEY": text_of("a wrong SECRET_KEY")[:30],
}


@contextmanager
def portal_with_secrets(folder: Path, *, output: Path) -> Iterator[Portal]:
    """A copy of the code in `folder`, and a worker and a keeper beside the web; what they say is kept in `output`."""
    with ExitStack() as servers:
        provider, mail = servers.enter_context(chatty_provider()), servers.enter_context(chatty_mail_server())
        queue = servers.enter_context(a_queue_with_a_password())
        servers.enter_context(a_user_of_snowflake())
        settings = _settings(_copy(folder), provider=provider, mail=mail, queue=queue)
        options = {"folder": folder, "output": output, "keeper": True}
        with portal_running(DATABASE, **options, **settings) as portal:
            portal.manage("shell", "-c", IN_TEAMS)
            yield portal


def _copy(folder: Path) -> Path:
    """The portal's code, with a report of sensitive values, one that can't be read, and a page with a mistake."""
    for each in ("portal", "reports", "querylog"):
        shutil.copytree(ROOT / each, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
    for each in ("manage.py", "gunicorn.conf.py"):
        shutil.copy(ROOT / each, folder)
    library = folder / "reports" / "library"
    (library / "cards.py").write_text(CARDS)
    (library / "leaky.py").write_text(LEAKY)
    # The warehouse has changed meanwhile: what the portal takes for a text is a number there.
    schema = json.loads((library / "schema.json").read_text())
    schema["LOYALTY.BASKETS"]["HOUSEHOLD_ID"] = "TEXT"
    (library / "schema.json").write_text(json.dumps(schema))
    views = folder / "portal" / "pages" / "views.py"
    code = views.read_text()
    views.write_text(code.replace("    titles = {", "    given = settings.SECRET_KEY; 1 / 0\n    titles = {"))
    views.write_text("from django.conf import settings\n".join(["", views.read_text()]))
    return folder


def _settings(folder: Path, *, provider: str, mail: int, queue: str) -> dict[str, str]:
    passphrase = text_of("a team's SNOWFLAKE_PRIVATE_KEY_PASSPHRASE").encode()
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    hidden = serialization.BestAvailableEncryption(passphrase)
    (folder / "finance.p8").write_bytes(key.private_bytes(*pem, hidden))
    (folder / "seal.pem").write_bytes(
        ed25519.Ed25519PrivateKey.generate().private_bytes(*pem, serialization.NoEncryption())
    )
    teams = TEAMS.replace("PROVIDER", provider)
    for name in SECRETS:
        teams = teams.replace(f'"{name}"', f'"{text_of(name)}"')
    (folder / "teams.toml").write_text(teams)
    address = urlsplit(os.environ["DATABASE_URL"])

    def database(name: str, role: str) -> str:
        where = f"{role}:{text_of(name)}@{address.hostname}:{address.port}"
        return urlunsplit(address._replace(netloc=where, path=f"/{DATABASE}"))

    plain = (
        "SECRET_KEY",
        "LOG_HASH_KEY",
        "SECOND_STEP_KEY",
        "PEOPLE_PASSWORD",
        "OIDC_CLIENT_SECRET",
        "SCIM_TOKEN",
        "SNOWFLAKE_PASSWORD",
    )
    return {
        **{name: text_of(name) for name in plain},
        "LOG_LEVEL": "DEBUG",
        "DATABASE_URL": database("DATABASE_URL", WEB),
        "DATABASE_OWNER_URL": database("DATABASE_OWNER_URL", OWNER),
        "REDIS_URL": queue,
        "EMAIL_URL": f"smtp://portal:{text_of('EMAIL_URL')}@127.0.0.1:{mail}",
        "OIDC_SERVER_URL": provider,
        "OIDC_CLIENT_ID": "portico",
        "SNOWFLAKE_USER": "CANARY",
        "SNOWFLAKE_TEAMS_FILE": str(folder / "teams.toml"),
        "SEAL_KEY_FILE": str(folder / "seal.pem"),
        "SEAL_CHECKPOINTS": str(folder / "checkpoints"),
        "PATIENCE_SECONDS": "0",
        "LOGIN_TIMEOUT_SECONDS": "3",
        "GUNICORN_CMD_ARGS": "--access-logfile -",
    }


@contextmanager
def a_user_of_snowflake() -> Iterator[None]:
    """One that the stand-in lets in with the secret password."""
    file = services.data / "users.json"
    before = file.read_text()
    file.write_text(json.dumps({**json.loads(before), "CANARY": {"password": text_of("SNOWFLAKE_PASSWORD")}}))
    yield
    file.write_text(before)


def valkey() -> redis.Redis:
    """A part of the tests' Valkey that is nobody else's, as its owner."""
    return redis.Redis.from_url(urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path="/5")))


@contextmanager
def a_queue_with_a_password() -> Iterator[str]:
    """Its address, for somebody who has a password there."""
    address, secret = urlsplit(os.environ["REDIS_URL"]), text_of("REDIS_URL")
    with valkey() as owner:
        owner.flushdb()
        rights = {"keys": ["*"], "channels": ["*"], "categories": ["+@all"]}
        owner.acl_setuser("canary", enabled=True, passwords=[f"+{secret}"], **rights)
        yield f"redis://canary:{secret}@{address.hostname}:{address.port}/5"
        owner.flushdb()
        owner.acl_deluser("canary")


@contextmanager
def a_dead_queue() -> Iterator[None]:
    """Whoever is connected to it is thrown out, and nobody gets in."""
    with valkey() as owner:
        owner.acl_setuser("canary", enabled=False)
        owner.execute_command("CLIENT", "KILL", "USER", "canary")
        yield
        owner.acl_setuser("canary", enabled=True)


@contextmanager
def a_dead_database() -> Iterator[None]:
    elsewhere = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
    with psycopg.connect(elsewhere, autocommit=True) as owner:
        owner.execute(f'alter database "{DATABASE}" allow_connections false')
        owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [DATABASE])
        yield
        owner.execute(f'alter database "{DATABASE}" allow_connections true')
