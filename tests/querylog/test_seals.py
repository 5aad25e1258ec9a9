"""Seals: who changes, removes or inserts a row of the log, with whatever rights, is found out, and the row is named."""

import io
import json
import random
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from querylog import events, log, seals
from querylog.errors import PorticoError
from querylog.models import Kind, Purpose, Seal, State
from tests.conftest import act_as
from tests.querylog.asking import ANA, other_server
from tests.querylog.conftest import connected_to
from tests.web import fresh_database

KEYS = {"statement": "id", "submission": "statement_id", "ending": "statement_id", "event": "id", "sqltext": "id"}
TABLES = tuple(KEYS)
LISTS = ("tables", "columns", "reads")
THIS_MONTH = f"{timezone.now():_%Y_%m}"


@pytest.fixture(scope="module")
def sealed_log(django_db_setup, django_db_blocker) -> str:
    """A database with a small log, sealed in several steps. Its tables are its own: anything may be done to a copy."""
    name = "portico_sealed"
    fresh_database(name)
    with django_db_blocker.unblock(), connected_to(name):
        act_as(None)
        call_command("migrate", verbosity=0)
        for step in range(3):
            some_rows(12, what=f"step {step}")
            seals.now()
        connection.close()
        connection.close_pool()
        act_as("portico_app")
    return name


@pytest.fixture
def sealed(sealed_log, django_db_blocker, request) -> Iterator[str]:
    """A copy of it, for one test; Django's connection leads there, with the owner's rights."""
    name = f"portico_sealed_{uuid4().hex[:8]}"
    fresh_database(name, like=sealed_log)
    with django_db_blocker.unblock(), connected_to(name):
        act_as(None)
        yield name
        act_as("portico_app")
    with psycopg.connect(other_server("postgres"), autocommit=True) as server:
        server.execute(f"drop database {name} with (force)")


def some_rows(count: int, *, what: str = "more") -> None:
    for number in range(count):
        sql = f"select '{what}', {number % 5} from baskets where department = ?"
        statement = log.intend(
            sql, ["DELI", number], asker=ANA, purpose=Purpose.SLICE, press=uuid4(), parent=None, part="top"
        )
        log.ended(statement, State.FINISHED, query_id=str(uuid4()), rows=number, seconds=0.1 + number)
        events.record(Kind.VIEWED, user_id=7, name="Ana Moreno", team="Offers", report="category-performance")


def verified(*options: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    call_command("verifylog", *options, stdout=out, stderr=err)
    return out.getvalue()


def found(*options: str) -> str:
    """What verifylog finds."""
    with pytest.raises(CommandError) as caught:
        verified(*options)
    return str(caught.value)


@contextmanager
def tampering() -> Iterator[psycopg.Cursor]:
    """A superuser with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select format('alter table %s disable trigger append_only', tgrelid::regclass) from pg_trigger
               where tgname = 'append_only'"""
        )
        for (disable,) in cursor.fetchall():
            cursor.execute(disable)
        yield cursor


def test_a_log_that_nobody_touched_is_whole(sealed):
    assert re.match(r"The log is whole: 159 rows under 6 seals are as they were sealed; 0 newer rows", verified())


def test_rows_that_came_since_are_sealed_at_the_next_time(sealed):
    some_rows(2)
    assert "10 newer rows wait" in verified()
    assert seals.now()
    assert " 0 newer rows wait" in verified()


def test_where_nothing_is_new_no_seal_is_made(sealed):
    assert seals.now() == []


def test_the_command_seals_and_says_how_much(sealed):
    some_rows(1)
    out = io.StringIO()
    call_command("sealog", stdout=out)
    assert re.match(r"Sealed \d+ rows under \d seals; the last one is number \d", out.getvalue())
    call_command("sealog", stdout=out)
    assert "Nothing was new" in out.getvalue()


def test_the_webs_own_role_can_seal(sealed):
    some_rows(1)
    act_as("portico_app")
    assert seals.now()
    assert "is whole" in verified()


def test_a_row_of_a_transaction_that_is_still_open_is_sealed_when_it_has_ended(sealed):
    with psycopg.connect(other_server(sealed)) as other:
        other.execute("insert into querylog_sqltext (digest, sql, tables) values ('\\x01', 'slow', '{}')")
        some_rows(2)  # later transactions, which have ended
        assert seals.now() == []
        other.commit()
    assert seals.now()
    assert "0 newer rows" in verified()


# ------------------------------------------------------------------ one at a time


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_row_is_named(sealed, table):
    column = {"statement": "team", "submission": "query_id", "ending": "status", "event": "report", "sqltext": "sql"}[
        table
    ]
    key = any_key(table)
    with tampering() as cursor:
        cursor.execute(f"update querylog_{table} set {column} = {column} || 'x' where {KEYS[table]} = %s", [key])
    assert f"The row {key} of {table}, under seal" in (said := found())
    assert "was changed." in said


@pytest.mark.parametrize("table", TABLES)
def test_a_removed_row_is_named(sealed, table):
    key = any_key(table)
    with tampering() as cursor:
        cursor.execute(f"delete from querylog_{table} where {KEYS[table]} = %s", [key])
    assert re.search(f"The row {key} of {table}, under seal .* is missing", found())


@pytest.mark.parametrize("table", TABLES)
def test_an_inserted_row_is_named(sealed, table):
    key = str(7_000) if table == "sqltext" else str(any_key(table))[:-4] + "ffff"
    with tampering() as cursor:
        copy_of_a_row(cursor, table, key)
    assert re.search(f"The row {key} of {table}, under seal .* was inserted afterwards", found())


@pytest.mark.parametrize("table", TABLES)
def test_a_change_of_any_column_is_found(sealed, table):
    key = any_key(table)
    with tampering() as cursor:
        for column, change in changes_of(table):
            with transaction.atomic():
                cursor.execute(f"update querylog_{table} set {column} = {change} where {KEYS[table]} = %s", [key])
                said = found()
                transaction.set_rollback(True)
            assert f"The row {key} of {table}, under seal" in said, column


def changes_of(table: str) -> Iterator[tuple[str, str]]:
    """Each column that the database knows of but the key, and how it becomes something else."""
    lists = [(name, "list") for name in LISTS if has(table, name)]
    for column, kind in [*columns(table), *lists]:
        yield (
            column,
            {
                "text": f"overlay(coalesce({column}, '') placing '~' from 1)",
                "uuid": "gen_random_uuid()",
                "bigint": f"coalesce({column}, 0) + 1",
                "float8": f"coalesce({column}, 0) + 1",
                "timestamptz": f"{column} + interval '1 microsecond'",
                "jsonb": f"jsonb_build_array({column})",
                "bytea": "'\\x00'",
                "list": f"{column} || {column} || gen_random_uuid()::text::{'uuid' if column == 'reads' else 'text'}",
            }[kind],
        )


def test_a_log_that_was_sealed_before_columns_were_kept_is_whole_beside_what_is_sealed_now(sealed, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr("querylog.seals.sealing.FORM", 1)
        some_rows(5, what="before")
        seals.now()
    some_rows(5, what="after")
    seals.now()
    forms = [
        roots["form"]
        for roots in Seal.objects.filter(stretch="texts").order_by("number").values_list("roots", flat=True)
    ]
    assert forms == [2, 2, 2, 1, 2]
    assert "is whole" in verified()


@pytest.mark.parametrize("form", ["7", "[]", "null", '"1"'])
def test_a_seal_of_a_form_that_there_is_not_is_found_to_be_changed(sealed, form):
    with tampering() as cursor:
        cursor.execute("update querylog_seal set roots = jsonb_set(roots, '{form}', %s) where number = 3", [form])
    assert re.search("Seal 3 .* was changed", found())


def test_two_rows_whose_contents_were_swapped_are_both_named(sealed):
    one, other = keys("ending")[3:5]
    with tampering() as cursor:
        cursor.execute(
            """update querylog_ending mine set rows = other.rows, seconds = other.seconds from querylog_ending other
               where (mine.statement_id, other.statement_id) in ((%s, %s), (%s, %s))""",
            [one, other, other, one],
        )
    said = found()
    assert f"The row {one} of ending" in said
    assert f"The row {other} of ending" in said


def test_a_row_moved_to_a_later_transaction_is_missing_where_it_was(sealed):
    key = any_key("statement")
    with tampering() as cursor:
        cursor.execute("update querylog_statement set tx = tx + 1000000 where id = %s", [key])
    assert re.search(f"The row {key} of statement, under seal .* is missing", found())


@pytest.mark.parametrize("column", ["stretch", "from_tx", "to_tx", "roots", "at", "previous", "hash"])
def test_a_changed_seal_is_found(sealed, column):
    another = {
        "stretch": "'2020-01'",
        "from_tx": "from_tx + 1",
        "to_tx": "to_tx + 1",
        "roots": "jsonb_set(roots, '{form}', '1')",
        "at": "at + interval '1 second'",
        "previous": "'\\x00'",
        "hash": "'\\x00'",
    }[column]
    with tampering() as cursor:
        cursor.execute(f"update querylog_seal set {column} = {another} where number = 3")
    assert re.search(r"Seal [34] .*(changed|does not follow)", found())


def test_a_removed_seal_is_found(sealed):
    with tampering() as cursor:
        cursor.execute("delete from querylog_seal where number = 3")
    assert "Seal 3 is missing: the next one there is 4." in found()


def test_an_index_that_was_changed_too_is_said_and_hides_nothing(sealed):
    with tampering() as cursor:
        cursor.execute("update querylog_sealindex set entries = '\\x00' || entries")
        cursor.execute("delete from querylog_ending where statement_id = %s", [any_key("ending")])
    assert re.search(r"The index of \w+ under seal \d+ was changed, so its rows can't be told apart", found())


def test_an_index_that_alone_was_changed_is_said(sealed):
    with tampering() as cursor:
        cursor.execute("update querylog_sealindex set entries = set_byte(entries, 20, get_byte(entries, 20) # 1)")
        cursor.execute("delete from querylog_sealindex where seal_id = 2 and \"table\" = 'event'")
    said = found()
    assert "The index of event under seal 2 is missing" in said
    assert "The index of ending under seal 2 was changed" in said


def test_an_index_that_nobody_sealed_is_said(sealed):
    with tampering() as cursor:
        cursor.execute("insert into querylog_sealindex (seal_id, \"table\", entries) values (1, 'event', '\\x00')")
    assert "An index of event under seal 1 was inserted afterwards." in found()


@pytest.mark.parametrize(
    "act",
    [
        "update querylog_restore set after_tx = after_tx + 1",
        "update querylog_restore set by = 'Someone else'",
        "delete from querylog_restore",
        "insert into querylog_restore (id, after_tx, at, by) values (-1, 0, now(), 'x')",
    ],
)
def test_a_record_of_a_restore_that_was_changed_is_said(sealed, act):
    with connection.cursor() as cursor:
        cursor.execute("insert into querylog_restore (after_tx, at, by) values (1000, now(), 'Dev')")
    some_rows(1)
    seals.now()
    assert "is whole" in verified()
    with tampering() as cursor:
        cursor.execute(act)
    assert "The record of restores is not what it was at seal" in found()


def test_rows_of_a_month_without_a_seal_are_counted_among_those_that_wait(sealed):
    with tampering() as cursor:
        cursor.execute("truncate querylog_seal, querylog_sealindex")
    assert "0 seals are as they were sealed; 159 newer rows" in verified()


# ------------------------------------------------------------------ what is known outside


@pytest.fixture
def outside(sealed, settings, tmp_path) -> Path:
    """Checkpoints in a folder that the database's owner does not reach."""
    settings.SEAL_CHECKPOINTS = str(tmp_path / "checkpoints")
    for _ in range(2):
        some_rows(2)
        seals.now()
    return tmp_path / "checkpoints"


def test_each_sealing_leaves_a_checkpoint_outside(outside):
    assert len(list(outside.iterdir())) == 2
    assert "is whole" in verified("--checkpoints", str(outside))


def test_a_tail_that_was_cut_off_is_found_by_what_is_known_outside(outside):
    with tampering() as cursor:
        cursor.execute("select min(from_tx) from querylog_seal where number > 6 and stretch <> 'texts'")
        (cut,) = cursor.fetchone()
        for table in TABLES:
            cursor.execute(f"delete from querylog_{table} where tx >= %s", [cut])
        cursor.execute("delete from querylog_seal where number > 6")
        cursor.execute("delete from querylog_sealindex where seal_id > 6")
    assert "is whole" in verified("--checkpoints", "")  # the chain alone can't tell
    assert re.search(
        r"Seal \d+ of .* is known outside, and the database has it no more", found("--checkpoints", str(outside))
    )


def test_a_chain_that_was_rebuilt_is_found_by_what_is_known_outside(outside, settings):
    with tampering() as cursor:
        cursor.execute("update querylog_statement set asked_by_name = 'Someone else'")
        cursor.execute("truncate querylog_seal, querylog_sealindex")
    settings.SEAL_CHECKPOINTS = ""
    seals.now()
    assert "is whole" in verified("--checkpoints", "")
    said = found("--checkpoints", str(outside))
    assert re.search(r"Seal \d+ of .* (is another one than was known outside|the database has it no more)", said)


def test_a_checkpoint_is_written_once_and_never_again(outside):
    first = sorted(outside.iterdir())[0]
    first.write_text(json.dumps({**json.loads(first.read_text()), "hash": "00"}))
    seals.now()
    assert "is another one than was known outside" in found("--checkpoints", str(outside))


def test_a_place_that_cant_be_written_is_said_and_the_seal_is_made_all_the_same(sealed, settings, tmp_path):
    (tmp_path / "a-file").touch()
    settings.SEAL_CHECKPOINTS = str(tmp_path / "a-file" / "folder")
    some_rows(1)
    with pytest.raises(PorticoError, match="No checkpoint can be written to"):
        seals.now()
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    settings.SEAL_CHECKPOINTS = str(tmp_path / "folder")
    seals.now()  # nothing new, and yet the newest one gets its checkpoint
    assert len(list((tmp_path / "folder").iterdir())) == 1


# ------------------------------------------------------------------ signatures


@pytest.fixture
def key_file(tmp_path, settings) -> Path:
    path = tmp_path / "seal.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings.SEAL_KEY_FILE = str(path)
    return path


def test_a_seal_that_was_made_without_the_key_is_found(sealed, key_file, tmp_path):
    with tampering() as cursor:
        cursor.execute("truncate querylog_seal, querylog_sealindex")
    seals.now()
    assert "is whole" in verified("--public-key", str(key_file))
    with tampering() as cursor:
        cursor.execute("update querylog_seal set signature = '\\x00' where number = 1")
    assert "Seal 1 of" in (said := found("--public-key", str(key_file)))
    assert "is not signed by the portal's key" in said


def test_a_key_that_is_none_is_told(sealed, tmp_path):
    (tmp_path / "key").write_text("no key")
    assert "holds no key that can be read" in found("--public-key", str(tmp_path / "key"))
    assert "can't be read: No such file" in found("--public-key", str(tmp_path / "nowhere"))


# ------------------------------------------------------------------ after a restore


def test_after_a_restore_the_counting_goes_on_above_the_seals(sealed):
    with tampering() as cursor:
        cursor.execute("truncate querylog_seal, querylog_sealindex")
        cursor.execute("update querylog_statement set tx = tx + 1000000000")
        cursor.execute("update querylog_ending set tx = tx + 1000000000")
        cursor.execute("insert into querylog_restore (after_tx, at, by) values (2000000000, now(), 'a test')")
    seals.now()
    with tampering() as cursor:
        cursor.execute("delete from querylog_restore")  # as a dump leaves it whose own counter begins anew
    some_rows(1)
    with pytest.raises(PorticoError, match="counts its transactions anew"):
        seals.now()
    call_command("sealog", "--restored", "--by", "Dev", stdout=io.StringIO())
    some_rows(1)
    assert seals.now()


def test_without_a_restore_nothing_is_to_be_done(sealed):
    with pytest.raises(CommandError, match="nothing is to be done"):
        call_command("sealog", "--restored", "--by", "Dev")


# ------------------------------------------------------------------ since


def test_only_what_came_since_is_read_when_asked_for(sealed):
    key = keys("statement")[0]
    with tampering() as cursor:
        cursor.execute("update querylog_statement set team = 'x' where id = %s", [key])
    assert "is whole" in verified("--since", "5")
    assert "is whole" in verified("--since", "2999-01-01")
    assert key in found("--since", "2020-01-01")


def test_a_since_that_is_no_day_is_told(sealed):
    assert "write a day, such as 2026-11-01, or the number of a seal" in found("--since", "yesterday")


# ------------------------------------------------------------------ many, at random


def damage(dice: random.Random, cursor) -> tuple[str, str]:
    """One random act of tampering: the table, and the key of the row that must be named."""
    table = dice.choice(TABLES)
    key = str(dice.choice(keys(table)))
    act = dice.choice([flip, flip, remove, insert, swap])
    return table, act(dice, cursor, table, key)


def flip(dice: random.Random, cursor, table: str, key: str) -> str:
    """One byte of one column, whatever its type, becomes another."""
    column, kind = dice.choice(columns(table))
    letter, one_more = f"chr({33 + dice.randrange(90)})", "'{\"x\": 1}'"
    change = {
        "text": f"case when {column} = '' then 'x' else overlay({column} placing {letter} from 1) end",
        "uuid": f"overlay({column}::text placing '{dice.randrange(10)}' from 36)::uuid",
        "bigint": f"{column} # {1 << dice.randrange(20)}",
        "float8": f"{column} + 0.001",
        "timestamptz": f"{column} + interval '{dice.randrange(1, 1000)} microseconds'",
        "jsonb": f"case jsonb_typeof({column}) when 'array' then {column} || '1' else {column} || {one_more} end",
        "bytea": f"set_byte({column}, 0, get_byte({column}, 0) # 1)",
    }[kind]
    cursor.execute(
        f"""update querylog_{table} set {column} = {change}
            where {KEYS[table]} = %s and {column} is distinct from {change} returning 1""",
        [key],
    )
    return key if cursor.fetchone() else remove(dice, cursor, table, key)


def remove(dice: random.Random, cursor, table: str, key: str) -> str:
    cursor.execute(f"delete from querylog_{table} where {KEYS[table]} = %s", [key])
    return key


def insert(dice: random.Random, cursor, table: str, key: str) -> str:
    another = str(dice.randrange(10_000, 10**6)) if table == "sqltext" else key[:-8] + f"{dice.randrange(16**8):08x}"
    copy_of_a_row(cursor, table, another, like=key)
    return another


def swap(dice: random.Random, cursor, table: str, key: str) -> str:
    """The key of one row and of another change places."""
    others = [str(each) for each in keys(table) if str(each) != key]
    other, name, kind = dice.choice(others), KEYS[table], "bigint" if table == "sqltext" else "uuid"
    between = "0" if table == "sqltext" else key[:-4] + "0000"
    for old, new in ((key, between), (other, key), (between, other)):
        cursor.execute(f"update querylog_{table} set {name} = %s::{kind} where {name} = %s::{kind}", [new, old])
    return key


def keys(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {KEYS[table]}::text from querylog_{table} order by tx, {KEYS[table]}")
        return [key for (key,) in cursor.fetchall()]


def any_key(table: str) -> str:
    return keys(table)[2]


def columns(table: str) -> list[tuple[str, str]]:
    """The columns of a table but its key, and what kind of value they have."""
    kinds = {"text": "text", "varchar": "text", "uuid": "uuid", "int8": "bigint", "float8": "float8"}
    kinds |= {"timestamptz": "timestamptz", "jsonb": "jsonb", "bytea": "bytea"}
    with connection.cursor() as cursor:
        cursor.execute(
            """select attname, typname from pg_attribute join pg_type on pg_type.oid = atttypid
               where attrelid = %s::regclass and attnum > 0 and not attisdropped""",
            [f"querylog_{table}"],
        )
        return [(name, kinds[kind]) for name, kind in cursor.fetchall() if kind in kinds and name != KEYS[table]]


def copy_of_a_row(cursor, table: str, key: str, *, like: str = "") -> None:
    """A row as another one, under this key."""
    names = [name for name, _ in columns(table)] + [name for name in LISTS if has(table, name)]
    if table == "sqltext":
        names.remove("digest")
    digest = ("digest, ", "sha256(%s::bytea), ") if table == "sqltext" else ("", "")
    values = [*([key] if table == "sqltext" else []), key, like or any_key(table)]
    kind = "bigint" if table == "sqltext" else "uuid"
    cursor.execute(
        f"""insert into querylog_{table} ({digest[0]}{KEYS[table]}, {", ".join(names)})
            select {digest[1]}%s::{kind}, {", ".join(names)} from querylog_{table} where {KEYS[table]} = %s::{kind}""",
        values,
    )


def has(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_attribute where attrelid = %s::regclass and attname = %s)",
            [f"querylog_{table}", column],
        )
        return bool(cursor.fetchone()[0])


def each_is_named(count: int, seed: int) -> None:
    """One after the other, each taken back before the next."""
    dice = random.Random(seed)  # noqa: S311 - it is to be the same each time
    with tampering() as cursor:
        for number in range(count):
            with transaction.atomic():
                table, key = damage(dice, cursor)
                said = found("--checkpoints", "")
                transaction.set_rollback(True)
            assert f"The row {key} of {table}, under seal" in said, (number, table, key, said)


def test_each_of_many_random_acts_is_found_and_its_row_named(sealed):
    each_is_named(60, seed=20261116)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_each_of_a_thousand_random_acts_is_found_and_its_row_named(sealed):
    each_is_named(1000, seed=20261117)
