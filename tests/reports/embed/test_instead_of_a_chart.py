"""What stands in the place of a chart that can't be drawn: a sentence, and for those who can mend it the reason."""

import json

import pyarrow as pa
import pytest

from portal.access.guard import viewer_for
from querylog.door import Answer
from querylog.models import Statement
from reports.declare import Custom, Pie
from reports.embed.shown import Shown, shown
from reports.run.models import Run
from reports.viewer import Viewer
from tests.report_page import ReportPage
from tests.reports.render.figures_kit import QUERY

TABLE = pa.table({"D": ["DELI", "MEAT"], "V": [5.0, -1.0], "FOLDED": [0, 0]})
PIE = Pie("Parts", QUERY, by="department", value="sum(sales)")


def broken(table, theme):
    return table.column("STATE")


@pytest.fixture
def show(page: ReportPage, people):
    """What a visual shows of two rows, to someone of the cast."""
    page.refresh(department=["DELI"])
    statement = Statement.objects.get(purpose="base")
    answer = Answer(statement=statement, table=TABLE, query_id=statement.query_id, seconds=0.1)

    def shown_to(name: str, visual) -> Shown:
        viewer: Viewer = viewer_for(people[name], "category-performance")
        return shown(visual, answer, run=Run(), viewer=viewer)

    return shown_to


def words(panel: Shown) -> str:
    return json.dumps(panel.said.to_plotly_json(), default=lambda component: component.to_plotly_json())


def test_a_chart_that_its_rows_do_not_make_is_a_sentence_with_its_proof(show):
    panel = show("ana", PIE)
    assert "below zero, and MEAT is" in words(panel)
    assert panel.figure is None
    assert panel.proof is not None


def test_why_a_function_failed_is_for_developers(show):
    visual = Custom("Own", QUERY, broken)
    assert "broken(table, theme) raised KeyError" in words(show("rae", visual))
    others = words(show("ana", visual))
    assert "could not be drawn" in others
    assert "KeyError" not in others
