"""`manage.py verifyexport`: a file that was changed, or a log that was, is found, and the row is named."""

import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import CommandError, call_command

from querylog import log, seals
from querylog.audit.export.archive import Archive
from querylog.audit.export.views import recorded
from querylog.audit.language import read
from querylog.models import State, Statement
from tests.querylog.asking import intend
from tests.querylog.test_seals import sealed, sealed_log, some_rows, tampering  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("sealed")
FORMATS = pytest.mark.parametrize("format", ["csv", "parquet", "jsonl"])


@pytest.fixture
def export(tmp_path):
    """Makes a file of all there is."""

    def make(format: str = "csv", *, in_sql: bool = True) -> Path:
        archive = Archive(read(""), format, in_sql=in_sql, by="cleo")
        made = recorded(archive, user_id=None, name="cleo", format=format, export=str(archive.id))
        path = tmp_path / "audit.zip"
        path.write_bytes(b"".join(made))
        made.close()
        return path

    return make


def verified(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("verifyexport", str(path), *options, stdout=out)
    return out.getvalue()


def refused(path: Path, *options: str) -> str:
    with pytest.raises(CommandError) as caught:
        verified(path, *options)
    return str(caught.value)


def changed(path: Path, **changes) -> Path:
    """The same zip with other content under a name; a function makes it of the old one."""
    with ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    for name, change in changes.items():
        name = {"data": "statements.csv", "manifest": "manifest.json"}[name]
        content[name] = change(content[name])
    with ZipFile(path, "w") as new:
        for name, data in content.items():
            new.writestr(name, data)
    return path


def in_manifest(**other):
    return lambda raw: json.dumps({**json.loads(raw), **other}).encode()


@FORMATS
def test_a_file_as_it_was_handed_out_is_whole(export, format):
    said = verified(export(format))
    assert "the log has every row as it says: 36 rows, for cleo" in said
    assert "6 seals cover all but 0 of them" in said


def test_a_file_without_sql_is_whole_too(export):
    assert "every row as it says: 36 rows" in verified(export(in_sql=False))


@FORMATS
def test_a_row_that_was_changed_in_the_log_is_named_with_its_field(export, format):
    path = export(format)
    newest = Statement.objects.latest("pk")
    with tampering() as cursor:
        cursor.execute("update querylog_statement set team = 'Nobody' where id = %s", [newest.pk])
    assert f"The row {newest.pk} differs in team: the file says 'Shopper insights', and the log says 'Nobody'." in (
        refused(path)
    )


def test_a_changed_ending_is_found(export):
    path = export()
    newest = Statement.objects.latest("pk")
    with tampering() as cursor:
        cursor.execute("update querylog_ending set rows = 4711 where statement_id = %s", [newest.pk])
    assert f"The row {newest.pk} differs in rows" in refused(path)


def test_a_row_that_was_removed_from_the_log_is_named(export):
    path = export()
    newest = Statement.objects.latest("pk")
    with tampering() as cursor:
        cursor.execute("delete from querylog_statement where id = %s", [newest.pk])
    assert f"The row {newest.pk} is in the file, and the log has no such statement." in refused(path)


def test_a_changed_data_file_is_found(export):
    said = refused(changed(export(), data=lambda raw: raw.replace(b"Shopper", b"Stopper", 1)))
    assert "statements.csv was changed: its SHA-256 is " in said
    assert "differs in team" in said


def test_a_missing_row_is_found(export):
    assert "The file has 35 rows, and the manifest says 36." in refused(
        changed(export(), data=lambda raw: raw[: raw.rstrip().rindex(b'\n"') + 1])
    )


def test_a_seal_that_the_chain_does_not_have_is_found(export):
    def other_hash(raw: bytes) -> bytes:
        manifest = json.loads(raw)
        manifest["seals"][0]["seals"][0]["hash"] = "00" * 32
        return json.dumps(manifest).encode()

    assert "is not the one that the manifest names." in refused(changed(export(), manifest=other_hash))


def test_a_manifest_that_was_changed_is_not_what_was_handed_out(export):
    said = refused(changed(export(), manifest=in_manifest(by="ana")))
    assert "This is not the file that was handed out to cleo" in said


def test_a_file_that_nobody_handed_out_is_found(export):
    assert "The log has no finished download of this file." in refused(
        changed(export(), manifest=in_manifest(export="0"))
    )


def test_what_happened_to_a_statement_later_is_no_difference(export):
    statement = intend("select 1 from later")
    path = export()
    log.ended(statement, State.FINISHED, query_id="01", rows=1)
    assert "37 rows" in verified(path)


def test_rows_that_were_sealed_later_are_no_difference(export):
    path = export()
    some_rows(2)
    seals.now()
    assert "36 rows" in verified(path)


def test_a_signature_by_another_key_is_found(export, tmp_path, settings):
    mine, other = (a_key(tmp_path / name) for name in ("mine.pem", "other.pem"))
    settings.SEAL_KEY_FILE = mine
    some_rows(1)
    path = export()
    with tampering() as cursor:
        cursor.execute("select 1")
    assert "is not signed by this key." in refused(path, "--public-key", other)


def a_key(path: Path) -> str:
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(path)


def test_offline_it_says_what_it_could_not_check(export, django_db_blocker):
    path = export()
    with django_db_blocker.block():
        said = verified(path, "--offline")
    assert "The file is as its manifest says: 36 rows" in said
    assert "Not checked, as no log was asked" in said


def test_offline_a_changed_file_is_found(export):
    assert "was changed" in refused(changed(export(), data=lambda raw: raw + b"\n"), "--offline")


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_export_is_said(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert "This is no whole file of the audit's export" in refused(path)


@pytest.mark.parametrize("broken", [{"seals": [7]}, {"rows": "many"}, {"columns": ["x"]}, {"at": "now"}, {"file": "x"}])
def test_a_manifest_that_says_nonsense_is_said(export, broken):
    assert "This is no whole file of the audit's export" in refused(changed(export(), manifest=in_manifest(**broken)))


@FORMATS
def test_bytes_that_were_flipped_on_the_way_are_said(export, format):
    path = export(format)
    raw = bytearray(path.read_bytes())
    raw[200:260] = bytes(60)
    path.write_bytes(raw)
    assert refused(path)


def test_a_zip_of_something_else_is_said(tmp_path):
    path = tmp_path / "x.zip"
    with ZipFile(path, "w") as file:
        file.writestr("manifest.json", "[]")
    assert "does not say what such a one says" in refused(path)


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert "can't be read: No such file" in refused(tmp_path / "none.zip")
