"""Every visual as a file: the rows that it shows, and nothing that a spreadsheet would run."""

import csv
import io

import pyarrow.parquet as pq
import pytest

from querylog.models import Statement
from reports.compile import Pick
from reports.policy import OPEN
from reports.run.exports import export
from reports.run.press import refresh
from reports.run.slices import answer
from reports.viewer import Viewer
from tests.reports.a_shop.shop import Shop


@pytest.fixture
def viewer(people, a_shop) -> Viewer:
    return Viewer(user_id=people["ana"].pk, name="ana", team="Shopper insights", policy=OPEN, may_download=True)


@pytest.fixture
def run(viewer):
    return refresh(Shop, {"filters": {"department": ["Deli", "Dairy", None]}}, viewer=viewer)


def downloaded(visual, run, viewer, format="csv", picks=()) -> bytes:
    return b"".join(export(visual, run, report=Shop, viewer=viewer, format=format, picks=picks).content)


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", [name for name, each in Shop.visuals.items() if each.download])
def test_a_file_has_every_row_that_the_visual_shows(name, run, viewer):
    visual = Shop.visuals[name]
    table = answer(visual, run, report=Shop, viewer=viewer).table
    what, where, labels, *rows = lines(downloaded(visual, run, viewer))
    assert "Department is Dairy, Deli or empty" in what[0]
    assert f"{table.num_rows:,} rows" in where[0] and run.base(visual.query).query_id in where[0]
    assert len(rows) == table.num_rows
    assert {len(row) for row in rows} == {len(labels)}
    assert labels[: len(visual.columns)] == [column.label for column in visual.columns]


def test_what_has_no_columns_of_its_own_has_those_of_its_query(run, viewer):
    _, _, labels, *_ = lines(downloaded(Shop.visuals["custom_of_rows"], run, viewer))
    assert labels[:6] == ["Down", "Department", "State", "Loyal", "Sale ID", "Sold on"]


def test_the_totals_of_a_pivot_are_told_from_its_rows(run, viewer):
    _, _, labels, *rows = lines(downloaded(Shop.visuals["pivot_flat"], run, viewer))
    assert labels[-2:] == ["Rows summed up", "Columns summed up"]
    assert [row[-2] for row in rows].count("2") == 1


@pytest.mark.parametrize("name", ["pivot", "custom_of_rows", "headline_buyers", "bar", "box"])
@pytest.mark.parametrize("format", ["xlsx", "parquet"])
def test_a_visual_can_be_had_in_any_format(name, format, run, viewer):
    content = downloaded(Shop.visuals[name], run, viewer, format=format)
    if format == "parquet":
        table = pq.read_table(io.BytesIO(content))
        assert table.num_rows == shown(name, run, viewer)
        assert b"Dairy, Deli or empty" in table.schema.metadata[b"filters"]
    assert Statement.objects.filter(purpose="export", part=name).count() == 1


def shown(name, run, viewer) -> int:
    return answer(Shop.visuals[name], run, report=Shop, viewer=viewer).table.num_rows


def test_picks_of_one_column_are_said_as_what_they_are(run, viewer):
    picks = [Pick("item", "Ham", "bar"), Pick("item", None, "pie"), Pick("place", "OH", "map")]
    what, *_ = lines(downloaded(Shop.visuals["table"], run, viewer, picks=picks))
    assert what[0].endswith("Item is Ham or (empty) · Place is OH")
