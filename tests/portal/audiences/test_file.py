"""The file of an audience: ids, each once and sorted, and a manifest that says where they are from."""

import hashlib
import json

import pyarrow as pa
import pytest

from portal.access.models import RowPolicy
from querylog import door
from querylog.models import Event, Kind, Statement
from reports import registry
from reports.run import export_csv
from tests.portal.audiences.conftest import DAY, FORM, SLUG, WHY, address, files, rows, run_of


@pytest.fixture
def base(run) -> Statement:
    return run.base(registry.get(SLUG).queries["audience"])


@pytest.fixture
def zipped(rae, run):
    return files(rae.post(address(run), {"purpose": WHY}))


def test_every_household_of_the_result_is_there_once_in_order_and_nothing_else(zipped, base):
    head, *found = rows(zipped["audience.csv"])
    ids = [int(each) for (each,) in found]
    assert head == ["household_id"]
    assert ids == sorted({each["HOUSEHOLD_ID"] for each in door.fetch(base).to_pylist()})
    assert len(ids) > 100


def test_the_manifest_says_who_when_what_for_and_by_which_criteria(zipped, run, base):
    told = json.loads(zipped["manifest.json"])
    assert told["criteria"] == run.summary
    assert told["criteria_as_values"]["filters"]["filters"] == FORM["filters"]
    assert (told["exported_by"], told["team"], told["purpose"]) == ("rae", "Shopper insights", WHY)
    assert (told["report"]["slug"], told["report"]["version"]) == (SLUG, registry.get(SLUG).fingerprint)
    assert told["query_id"] == base.query_id
    assert told["approval"] is None


def test_the_manifest_counts_the_ids_and_has_the_digest_of_their_file(zipped):
    told = json.loads(zipped["manifest.json"])
    assert told["ids"] == len(rows(zipped["audience.csv"])) - 1
    assert told["sha256"] == hashlib.sha256(zipped["audience.csv"]).hexdigest()


def test_the_manifest_in_words_has_a_line_for_each_fact(rae, run):
    text = files(rae.post(address(run), {"purpose": "One\nSHA-256: 0"}))["manifest.txt"].decode()
    assert f"Criteria: {run.summary}\n" in text
    assert "Purpose: One SHA-256: 0\n" in text
    assert text.count("\nSHA-256: ") == 1


def test_the_same_result_gives_the_same_bytes_again(rae, run, zipped):
    assert files(rae.post(address(run), {"purpose": ""}))["audience.csv"] == zipped["audience.csv"]


def test_what_was_clicked_narrows_the_audience_and_stands_among_the_criteria(rae, run, zipped):
    pick = {"column": "LAST_BOUGHT_ON", "value": DAY, "source": "members"}
    narrowed = files(rae.post(address(run, picks=[pick]), {"purpose": ""}))
    told = json.loads(narrowed["manifest.json"])
    assert told["criteria_as_values"]["clicks"] == [{"column": "LAST_BOUGHT_ON", "value": DAY}]
    assert told["criteria"].endswith(f"Last bought on is {DAY}")
    assert 0 < told["ids"] < len(rows(zipped["audience.csv"])) - 1


def test_an_id_that_a_spreadsheet_would_run_is_made_harmless(zipped):
    column = registry.get(SLUG).visuals["handed_on"].file_columns
    written = b"".join(export_csv.bare([pa.table({"HOUSEHOLD_ID": ["=1+1", "@x", "7"]})], columns=column))
    assert rows(written)[1:] == [["'=1+1"], ["'@x"], ["7"]]


def test_the_page_says_how_many_by_which_criteria(rae, run, zipped):
    page = rae.get(address(run)).content.decode()
    assert f"Export audience: {len(rows(zipped['audience.csv'])) - 1:,} households" in page
    assert run.summary in page


def test_each_download_is_in_the_log_with_the_count_and_the_digest_of_the_ids(zipped, people):
    begun, finished = Event.objects.filter(kind=Kind.DOWNLOADED).order_by("pk")
    assert (begun.facts["stage"], finished.facts["stage"]) == ("begun", "finished")
    assert finished.facts["ids_sha256"] == hashlib.sha256(zipped["audience.csv"]).hexdigest()
    assert finished.facts["rows"] == len(rows(zipped["audience.csv"])) - 1
    assert (finished.person_id, finished.report, finished.facts["purpose"]) == (people["rae"].pk, SLUG, WHY)
    assert finished.statement.purpose == "export"


def test_an_auditor_reads_it_in_the_history_of_the_person(zipped, people, cleo):
    history = cleo.get(f"/audit/people/{people['rae'].pk}/").content.decode()
    assert hashlib.sha256(zipped["audience.csv"]).hexdigest() in history
    assert WHY in history


def test_who_may_not_download_gets_no_page_and_no_ids(people, fay, team):
    run = run_of(people["fay"])
    assert fay.get(address(run)).status_code == 403
    assert fay.post(address(run), {"purpose": WHY}).status_code == 403
    assert not Event.objects.filter(kind=Kind.DOWNLOADED).exists()


def test_the_run_of_somebody_else_gives_nothing(ana, run):
    assert ana.get(address(run)).status_code == 404
    assert ana.post(address(run), {"purpose": WHY}).status_code == 404


def test_a_visual_that_is_no_audience_gives_no_ids(rae, run):
    assert rae.post(address(run, visual="members"), {"purpose": WHY}).status_code == 404


def test_what_a_policy_hides_is_in_no_audience(rae, people, team, zipped):
    RowPolicy.objects.create(team=team, table="LOYALTY.BASKETS", column="INCOME", values=["35-49K"])
    narrowed = files(rae.post(address(run_of(people["rae"])), {"purpose": ""}))
    ids, all_ids = ({each[0] for each in rows(found["audience.csv"])[1:]} for found in (narrowed, zipped))
    assert ids < all_ids
