"""The tutorial, followed to the letter: each step's file, its mistake, its commands, its test."""

import io
import shlex

import pytest
from django.core.management import call_command

from portal.access.demo_people import open_reports
from reports import registry
from reports.registry import Registry
from tests.docs.blocks import DOCS, blocks, steps

TUTORIAL = DOCS / "tutorial.md"
STEPS = steps(TUTORIAL)
COMMANDS = [line for each in blocks(TUTORIAL, "sh") for line in each.text.splitlines()]
OURS = ".venv/bin/python -m portal.embedded manage "


@pytest.fixture
def shipped(library, monkeypatch, people):
    """The finished report in the library, open to Ana's team."""
    (library / "own_brand.py").write_text([each for each in STEPS if not each.told][-1].code)
    for name in ("all", "get", "broken"):
        monkeypatch.setattr(registry, name, getattr(Registry(library), name))
    open_reports(["own-brand"])


@pytest.mark.parametrize("step", [each for each in STEPS if not each.told], ids=lambda step: step.where)
def test_every_step_is_a_report_that_answers(step, works):
    works(step.code)


@pytest.mark.parametrize("step", [each for each in STEPS if each.told], ids=lambda step: step.where)
def test_a_mistake_is_told_as_the_tutorial_says(step, library):
    (library / "own_brand.py").write_text(step.code)
    assert Registry(library).broken()["own-brand"].strip() == step.told.strip()


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_run(line, shipped, library):
    name, *arguments = shlex.split(line.removeprefix(OURS))
    folder = {"folder": library} if name in ("checkreports", "newreport") else {}
    out = io.StringIO()
    call_command(name, *arguments, stdout=out, **folder)
    assert out.getvalue()


def test_its_test_passes(shipped, people):
    code = blocks(TUTORIAL, "py")[0].text
    named = {}
    exec(code, named)  # noqa: S102
    named["test_leaving_out_who_used_a_coupon_leaves_fewer_households"](people)
