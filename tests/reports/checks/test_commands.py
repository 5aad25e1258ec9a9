"""The developer's commands: `checkreports`, which needs no warehouse, and `snapshotschema`, which asks it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from reports import registry
from reports.management.commands.checkreports import Command as CheckReports
from reports.schema import LIBRARY


def checked(*arguments):
    out = io.StringIO()
    call_command(CheckReports(stdout=out), *arguments)
    return out.getvalue()


def test_checkreports_says_how_many_reports_are_sound():
    assert checked().splitlines()[-1] == f"{len(registry.all())} reports are sound."


def test_checkreports_prints_every_problem_and_ends_with_1(tmp_path, capsys):
    (tmp_path / "one.py").write_text("1 / 0\n")
    (tmp_path / "two.py").write_text("import nothing_like_it\n")
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(CheckReports(stdout=out), folder=tmp_path)
    assert caught.value.returncode == 1
    assert str(caught.value) == "2 of 2 report files can't be published."
    assert out.getvalue().splitlines() == [
        f"{tmp_path.name}/one.py can't be published:",
        "  line 1  ZeroDivisionError: division by zero.",
        f"{tmp_path.name}/two.py can't be published:",
        "  line 1  ModuleNotFoundError: No module named 'nothing_like_it'.",
    ]


@pytest.mark.django_db
def test_snapshotschema_writes_what_the_warehouse_has(tmp_path):
    call_command("snapshotschema", "LOYALTY", folder=tmp_path, stdout=io.StringIO())
    written = json.loads((tmp_path / "schema.json").read_text())
    assert written == json.loads((LIBRARY / "schema.json").read_text())


@pytest.mark.django_db
def test_snapshotschema_says_so_when_there_is_nothing_to_see(tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("snapshotschema", "NOWHERE", folder=tmp_path)
    assert str(caught.value) == ("The warehouse shows no tables there. Check the role's grants and the schema's name.")
