"""A search as a file: all its rows with a manifest, streamed, and on record."""

import csv
import hashlib
import io
import json
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest

from querylog import log
from querylog.audit.export.archive import Archive
from querylog.audit.export.views import recorded
from querylog.audit.language import read
from querylog.downloads import OnRecord
from querylog.models import Event, Kind, Purpose, Seal, State, Statement
from querylog.sensitive import Sensitive, digest_of
from tests.conftest import signed_in
from tests.querylog.asking import ANA, intend
from tests.querylog.audit.pages import text_of

pytestmark = pytest.mark.django_db
CARD = "4711-0815"


def a_statement(sql: str = "select department from baskets where card = ?", **end) -> Statement:
    statement = log.intend(
        sql, [Sensitive(CARD), 7], asker=ANA, purpose=Purpose.SLICE, press=None, parent=None, part="top"
    )
    log.ended(statement, State.FINISHED, **{"query_id": "01c2", "rows": 3, "seconds": 0.25, **end})
    return statement


def exported(client, words: str = "", format: str = "csv") -> ZipFile:
    answer = client.get("/audit/export/", {"q": words, "format": format})
    assert answer.status_code == 200, answer.content.decode()
    return ZipFile(io.BytesIO(answer.getvalue()))


def manifest_of(file: ZipFile) -> dict:
    return json.loads(file.read("manifest.json"))


def rows_of(file: ZipFile) -> list[dict]:
    manifest = manifest_of(file)
    data = file.read(manifest["file"])
    if manifest["format"] == "csv":
        return list(csv.DictReader(io.StringIO(data.decode())))
    if manifest["format"] == "parquet":
        return pq.read_table(io.BytesIO(data)).to_pylist()
    return [json.loads(line) for line in data.splitlines()]


@pytest.fixture
def blind(cleo, people):
    """Cleo, who may read the log and not its SQL."""
    people["cleo"].user_permissions.remove(*people["cleo"].user_permissions.filter(codename="see_sql"))
    return signed_in(people["cleo"])


@pytest.mark.parametrize("format", ["csv", "parquet", "jsonl"])
def test_each_format_has_every_statement_newest_first(cleo, format):
    made = [str(a_statement().pk) for _ in range(3)]
    file = exported(cleo, format=format)
    assert file.testzip() is None
    assert [row["id"] for row in rows_of(file)] == made[::-1]


@pytest.mark.parametrize("format", ["csv", "parquet", "jsonl"])
def test_a_row_has_the_statement_with_its_steps(cleo, format):
    statement = a_statement()
    (row,) = rows_of(exported(cleo, format=format))
    assert (row["person"], row["team"], row["status"]) == (ANA.name, ANA.team, "finished")
    assert (row["query_id"], int(row["rows"]), float(row["seconds"])) == ("01c2", 3, 0.25)
    assert row["sql"] == statement.sql
    assert "BASKETS" in row["tables"]


@pytest.mark.parametrize("format", ["csv", "parquet", "jsonl"])
def test_a_hidden_value_stays_hidden(cleo, format):
    a_statement()
    (row,) = rows_of(exported(cleo, format=format))
    binds = row["binds"] if format == "jsonl" else json.loads(row["binds"])
    assert binds == [{"hashed": digest_of(CARD)}, 7]


def test_only_what_the_search_finds_is_in_it(cleo):
    a_statement()
    wanted = a_statement("select 1 from coupons")
    assert [row["id"] for row in rows_of(exported(cleo, "table:COUPONS"))] == [str(wanted.pk)]


def test_the_manifest_says_what_the_file_is(cleo):
    newest = [a_statement(), a_statement()][1]
    file = exported(cleo, " team:Offers,'Shopper  finished".replace("'Shopper", '"Shopper insights"'))
    manifest = manifest_of(exported(cleo))
    assert (manifest["product"], manifest["by"], manifest["rows"]) == ("Portico", "cleo", 2)
    assert manifest["newest"] == str(newest.pk)
    assert manifest["sha256"] == hashlib.sha256(exported(cleo).read("statements.csv")).hexdigest()
    assert manifest_of(file)["search"] == 'team:Offers,"Shopper insights" finished'


def test_a_search_that_finds_nothing_is_a_file_with_no_rows(cleo):
    for format in ("csv", "parquet", "jsonl"):
        file = exported(cleo, "report:nowhere", format=format)
        assert (rows_of(file), manifest_of(file)["rows"]) == ([], 0)


def test_without_the_right_there_is_no_sql_in_it_and_it_says_so(blind):
    a_statement()
    log.ended(intend("select 2"), State.FAILED, query_id="02", error="Snowflake can't run this query: SELEC Tell.")
    file = exported(blind)
    assert not {"sql", "binds"} & rows_of(file)[0].keys()
    assert b"baskets where" not in file.read("statements.csv")
    assert b"SELEC " not in file.read("statements.csv")
    assert manifest_of(file)["notes"] == [
        "Whoever made this file may not see SQL: it has no SQL text and no bound values."
    ]


def test_a_text_that_a_spreadsheet_would_run_is_a_text(cleo):
    a_statement("=cmd|'/c calc'!A1")
    assert rows_of(exported(cleo))[0]["sql"].startswith("'=")


def test_a_search_that_cant_be_read_is_said_and_no_file(cleo):
    page = cleo.get("/audit/export/", {"q": "tema:Offers"})
    assert page.status_code == 400
    assert "tema: is no qualifier. Did you mean team:?" in text_of(page.content.decode())


def test_another_format_is_said_and_no_file(cleo):
    page = cleo.get("/audit/export/", {"format": "xlsx"})
    assert page.status_code == 400
    assert "Choose csv, parquet or jsonl." in text_of(page.content.decode())


def test_who_may_not_audit_exports_nothing(ana):
    assert ana.get("/audit/export/").status_code == 403
    assert not Event.objects.filter(kind=Kind.DOWNLOADED).exists()


def test_it_is_on_record_when_it_begins_and_when_it_is_whole(cleo):
    a_statement()
    content = cleo.get("/audit/export/", {"q": "team:Offers -team:Finance"}).getvalue()
    begun, finished = Event.objects.filter(kind=Kind.DOWNLOADED).order_by("pk")
    assert (begun.facts["stage"], begun.facts["search"]) == ("begun", "team:Offers -team:Finance")
    assert finished.facts["stage"] == "finished"
    assert finished.facts["sha256"] == hashlib.sha256(content).hexdigest()
    assert (finished.facts["bytes"], finished.facts["rows"]) == (len(content), 0)
    assert Event.objects.get(kind=Kind.AUDITED).facts["how"] == "export"


def test_who_goes_away_in_the_middle_has_it_on_record_as_broken_off(cleo):
    a_statement()
    archive = Archive(read(""), "csv", in_sql=True, by="cleo")
    content = recorded(archive, user_id=None, name="cleo", format="csv")
    next(iter(content))
    content.close()
    assert Event.objects.filter(kind=Kind.DOWNLOADED).latest("pk").facts["stage"] == "broken off"


def test_the_end_is_given_only_when_it_is_on_record(cleo):
    given = OnRecord(iter([b"abcd"]), close=lambda: None, who={"user_id": 1, "name": "x"}, begun={}, finished=dict)
    pieces = iter(given)
    assert next(pieces) == b"ab"
    assert Event.objects.filter(facts__stage="finished").count() == 0
    assert next(pieces) == b"cd"
    assert Event.objects.filter(facts__stage="finished").count() == 1


def test_more_than_the_limit_is_cut_and_the_manifest_says_so(cleo, settings):
    settings.LOG_EXPORT_ROWS = 2
    for _ in range(3):
        a_statement()
    manifest = manifest_of(exported(cleo))
    assert (manifest["rows"], manifest["whole"]) == (2, False)
    assert manifest["notes"] == [
        "The search finds more, and one file has 2 rows at most. Search for what is older to go on."
    ]


def test_rows_under_no_seal_are_counted(cleo):
    a_statement()
    manifest = manifest_of(exported(cleo))
    assert (manifest["not_sealed"], manifest["last_seal"]) == (1, 0)
    assert not Seal.objects.exists()
