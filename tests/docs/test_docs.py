"""The docs are held to the code: every block of Python in them is run, and the reference is what the code says."""

import re

import pytest

import reports
from reports.reference import PAGE, page
from reports.reference.chapters import CHAPTERS
from tests.docs.blocks import DOCS, ROOT, blocks, is_whole, report_with

STANDARD = blocks(DOCS / "cookbook.md", "python")[0].text
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
CODE = [each for each_page in PAGES for each in blocks(each_page, "python")]
REFERENCE = PAGE.read_text(encoding="utf-8")
OPTION = re.compile(r"[(*,] ?\**(\w+):|^ {4}(\w+):", re.MULTILINE)


@pytest.mark.parametrize("block", CODE, ids=lambda block: block.where)
def test_code_in_the_docs_is_sound_and_answers(block, works):
    works(block.text if is_whole(block.text) else report_with(block.text, STANDARD))


def test_the_reference_is_what_the_code_says():
    assert page() == REFERENCE, "Run make docs."


def test_the_reference_tells_of_everything_that_an_author_may_import():
    assert sorted(name for chapter in CHAPTERS for name in chapter.names) == sorted(reports.__all__)


def section_of(name):
    return REFERENCE.split(f"\n### {name}\n")[1].split("\n##")[0]


@pytest.mark.parametrize("name", reports.__all__)
def test_each_class_has_an_example(name):
    assert f"{name}(" in section_of(name).partition("```python")[2] or name in ("Report", "Given")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.title)
def test_every_option_is_explained(chapter):
    for name in chapter.names:
        signature = section_of(name).partition("```text")[2].partition("```")[0]
        options = {first or second for first, second in OPTION.findall(signature)}
        assert [each for each in options if f"`{each}`" not in chapter.words + section_of(name)] == [], name


@pytest.mark.parametrize("each_page", PAGES, ids=lambda each_page: each_page.name)
def test_links_between_the_docs_lead_somewhere(each_page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", each_page.read_text(encoding="utf-8")):
        assert (each_page.parent / target).exists(), target
