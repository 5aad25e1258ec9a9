"""A library for the reports that the docs show."""

import pytest

from reports.policy import OPEN
from reports.registry import Registry
from reports.run.answers import answers
from reports.schema import LIBRARY
from reports.viewer import Viewer
from tests.trained import have_trained


@pytest.fixture
def library(tmp_path):
    """A library of the demo's tables, with no report yet."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "schema.json").write_text((LIBRARY / "schema.json").read_text())
    return folder


@pytest.fixture
def works(library, people):
    """Asserts that this code is a sound report, and that each of its visuals has something to show."""

    def look(code):
        (library / "from_the_docs.py").write_text(code)
        registry = Registry(library)
        assert registry.broken() == {}
        report = registry.get("from-the-docs")
        have_trained(report)
        viewer = Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN)
        found = answers(report, report.defaults(), viewer=viewer, limit=10)
        assert [name for name in report.visuals if not found.rows[name]] == []
        assert [name for name in found.figures if found.figures[name] is None] == []

    return look
