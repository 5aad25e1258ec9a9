"""What is wrong with reports, for machines: SARIF, and another snapshot than the folder's own."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from reports.checks import RULES
from reports.checks.sarif import ABOUT
from reports.schema import LIBRARY
from tests.reports.checks.test_mistakes import SOUND


@pytest.fixture
def folder(tmp_path):
    """A sound report, and a broken one: two mistakes of different kinds."""
    (tmp_path / "sound.py").write_text(SOUND.lstrip("\n"))
    (tmp_path / "wrong.py").write_text(
        SOUND.lstrip("\n").replace('["department"]', '["departmnt"]').replace('"sum(sales)"', '"sum(sale)"')
    )
    (tmp_path / "schema.json").write_text((LIBRARY / "schema.json").read_text())
    return tmp_path


def checked(folder, **options):
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("checkreports", folder=folder, stdout=out, **options)
    return out.getvalue()


def test_each_problem_is_a_result_with_its_rule_file_and_line(folder):
    checked(folder, sarif=folder / "found.sarif")
    found = json.loads((folder / "found.sarif").read_text())
    run = found["runs"][0]
    assert (found["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "checkreports")
    told = [
        (
            each["ruleId"],
            each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].rpartition("/")[2],
            each["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for each in run["results"]
    ]
    assert told == [("filters", "wrong.py", 9), ("visuals", "wrong.py", 11)]


def test_the_messages_are_those_that_a_person_reads(folder):
    text = checked(folder, sarif=folder / "found.sarif")
    results = json.loads((folder / "found.sarif").read_text())["runs"][0]["results"]
    assert all(each["message"]["text"] in text for each in results)


def test_a_file_of_the_repository_is_named_from_its_root(folder, settings):
    settings.BASE_DIR = folder.parent
    checked(folder, sarif=folder / "found.sarif")
    place = json.loads((folder / "found.sarif").read_text())["runs"][0]["results"][0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == f"{folder.name}/wrong.py"


def test_every_kind_of_check_is_a_rule():
    assert set(ABOUT) == {"file", *RULES}


def test_reports_are_checked_against_another_snapshot(folder):
    tables = json.loads((folder / "schema.json").read_text())
    del tables["LOYALTY.BASKETS"]["SALES_VALUE"]
    (folder / "other.json").write_text(json.dumps(tables))
    assert "sound.py can't be published:\n  line 10  sales: the SQL uses a column sales_value" in checked(
        folder, schema=folder / "other.json"
    )


@pytest.mark.parametrize("text", ["", "[", None])
def test_what_is_no_snapshot_is_told(folder, text):
    file = folder / "other.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(CommandError, match=r"is not a snapshot: .* Name a file that snapshotschema has written"):
        call_command("checkreports", folder=folder, schema=file)


@pytest.fixture
def changed(folder):
    """A snapshot that is not what the warehouse has any more."""
    tables = json.loads((folder / "schema.json").read_text())
    tables["LOYALTY.BASKETS"]["COLOUR"] = "TEXT"
    tables["LOYALTY.BASKETS"]["QUANTITY"] = "TEXT"
    tables["LOYALTY.SHELVES"] = {"ID": "TEXT"}
    del tables["LOYALTY.PRODUCTS"]
    (folder / "schema.json").write_text(json.dumps(tables))
    (folder / "wrong.py").write_text(SOUND.lstrip("\n").replace('["department"]', '["colour"]'))
    return folder


@pytest.mark.django_db
def test_a_new_snapshot_says_what_has_changed_and_which_reports_that_breaks(changed):
    out = io.StringIO()
    call_command("snapshotschema", "LOYALTY", folder=changed, stdout=out)
    told = out.getvalue().splitlines()
    assert sorted(told[:4]) == [
        "LOYALTY.BASKETS.COLOUR is gone.",
        "LOYALTY.BASKETS.QUANTITY was TEXT and is NUMBER(38,0).",
        "LOYALTY.PRODUCTS is new.",
        "LOYALTY.SHELVES is gone.",
    ]
    assert told[4:6] == [
        f"{changed.name}/wrong.py can't be published:",
        "  line 9  filters: LOYALTY.BASKETS has no column colour. If it is new, run manage.py snapshotschema.",
    ]


@pytest.mark.django_db
def test_with_check_nothing_is_written_and_a_change_ends_with_1(changed):
    before = (changed / "schema.json").read_text()
    with pytest.raises(CommandError, match="The warehouse is not what the snapshot says"):
        call_command("snapshotschema", "LOYALTY", folder=changed, check=True, stdout=io.StringIO())
    assert (changed / "schema.json").read_text() == before


@pytest.mark.django_db
def test_with_check_an_unchanged_warehouse_ends_well(tmp_path):
    (tmp_path / "schema.json").write_text((LIBRARY / "schema.json").read_text())
    out = io.StringIO()
    call_command("snapshotschema", "LOYALTY", folder=tmp_path, check=True, stdout=out)
    assert out.getvalue() == "The snapshot says what the warehouse has.\n"
