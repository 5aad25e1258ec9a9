"""Downloads, through HTTP: who gets one, what stands in it, and what stands in the log."""

import csv
import datetime
import io
import json
import re
import uuid
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from portal.access.guard import viewer_for
from querylog.errors import EndingUnwritten, WarehouseUnreachable
from querylog.models import State, Statement
from querylog.warehouse import warehouse
from querylog.warehouse.streams import Rows
from reports import registry
from reports.declare.columns import Column
from reports.run import export_csv, export_parquet, export_xlsx, exports
from reports.run.export_facts import Facts
from reports.run.press import refresh
from tests.conftest import REPORT, signed_in
from tests.querylog.test_door import a_role_that_may_not_write

FORM = {"filters": {"purchased_on": {"preset": "last 12 weeks"}, "department": ["DELI", "GROCERY"]}}
DELI = {"column": "department", "value": "DELI", "source": "top_categories"}
FACTS = Facts(
    report="Fruit",
    visual="All, of it",
    filters="name is =1+1 · more\nlines",
    run_at=datetime.datetime(2026, 11, 16, 9, 30, tzinfo=datetime.UTC),
    query_id="01-base",
    own_query_id="01-own",
    rows=2,
)


@pytest.fixture
def fay(people):
    return signed_in(people["fay"])


@pytest.fixture
def run(people):
    return run_of(people["ana"])


def run_of(user, form=FORM):
    return refresh(registry.get(REPORT), form, viewer=viewer_for(user, REPORT))


def base_of(run) -> Statement:
    return run.base(registry.get(REPORT).queries["sales"])


def address(run, visual="categories", format="csv", picks=None) -> str:
    asked = f"?picks={json.dumps(picks)}" if picks is not None else ""
    return f"/reports/{REPORT}/download/{getattr(run, 'pk', run)}/{visual}.{format}{asked}"


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def the_export() -> Statement:
    return Statement.objects.select_related("ending", "submission").get(purpose="export")


# ------------------------------------------------------------------ who


def test_who_may_only_view_is_told_so_and_nothing_is_asked(fay, people):
    page = fay.get(address(run_of(people["fay"])))
    assert page.status_code == 403
    assert "Your team may view this report, but not download from it" in page.content.decode()
    assert not Statement.objects.filter(purpose="export").exists()


def test_another_team_does_not_learn_what_there_is(ben, run):
    page = ben.get(address(run))
    assert page.status_code == 403
    assert "open to other teams" in page.content.decode()


def test_someone_elses_run_cant_be_downloaded(rae, run):
    page = rae.get(address(run))
    assert page.status_code == 404
    assert "not yours to read" in page.content.decode()


@pytest.mark.parametrize(
    ("where", "status", "words"),
    [
        ({"run": uuid.UUID(int=7)}, 404, "not yours to read"),
        ({"visual": "nonsense"}, 404, "has no visual"),
        ({"format": "docx"}, 404, "Choose one of csv, xlsx, parquet"),
        ({"picks": {"column": "department"}}, 400, "clicks in this address can&#x27;t be read"),
        ({"picks": [{**DELI, "column": "nonsense"}]}, 400, "has no dimension"),
    ],
    ids=["run", "visual", "format", "picks", "column"],
)
def test_what_there_is_not_has_a_page_with_a_sentence(ana, run, where, status, words):
    page = ana.get(address(**{"run": run, **where}))
    assert page.status_code == status
    assert words in page.content.decode()
    assert not Statement.objects.filter(purpose="export").exists()


def test_picks_that_are_no_json_have_a_page_too(ana, run):
    assert ana.get(f"{address(run)}?picks=[[[").status_code == 400
    assert ana.get(f"{address(run)}?picks={'[' * 5000}").status_code == 400


def test_a_result_that_snowflake_no_longer_keeps_has_a_page_with_a_sentence(ana, run, monkeypatch):
    gone = "01c0ffee-0000-0000-0000-000000000000"
    slice = exports.compile.slice
    monkeypatch.setattr(exports.compile, "slice", lambda visual, _, *more, **named: slice(visual, gone, *more, **named))
    page = ana.get(address(run))
    assert page.status_code == 404
    assert "no longer keeps this result" in page.content.decode()
    assert the_export().state == State.FAILED


def test_a_run_that_was_cancelled_has_nothing_to_download(ana, people, run, monkeypatch):
    monkeypatch.setattr(exports.door, "look", lambda statement: Statement(purpose="base"))
    page = ana.get(address(run))
    assert page.status_code == 409
    assert "not there yet" in page.content.decode()


def test_what_its_author_keeps_back_is_not_downloaded(ana, run, monkeypatch):
    monkeypatch.setitem(vars(registry.get(REPORT).visuals["categories"]), "download", False)
    page = ana.get(address(run))
    assert page.status_code == 404
    assert "is not for download. Ask the owner of the report, Shopper insights" in page.content.decode()


# ------------------------------------------------------------------ how it is sent


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_a_download_has_a_good_name_and_is_kept_by_nobody(ana, run, format):
    response = ana.get(address(run, format=format))
    body(response)
    assert (
        response["Content-Disposition"] == f'attachment; filename="category-performance_categories_2026-11-16.{format}"'
    )
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_a_download_is_a_statement_on_record_like_any_other(ana, people, run, format):
    body(ana.get(address(run, format=format)))
    kept = the_export()
    assert (kept.state, kept.part, kept.press, kept.parent) == (State.FINISHED, "categories", run.pk, base_of(run))
    assert (kept.asked_by_name, kept.team) == ("ana", "Shopper insights")
    assert kept.rows > 10


@pytest.mark.parametrize("act", [lambda response: next(iter(response.streaming_content)), lambda response: None])
def test_a_download_that_is_dropped_ends_in_the_log_and_gives_its_connection_back(ana, run, act):
    response = ana.get(address(run))
    act(response)
    response._resource_closers[0]()  # as the server does when the browser is gone
    assert the_export().state == State.CANCELLED
    assert the_export().error.startswith("The reader went away after 0 of ")
    assert warehouse().pool._places._value == warehouse().pool._places._initial_value


@pytest.mark.parametrize("format", ["xlsx", "parquet"])
def test_a_file_that_is_made_first_is_gone_from_the_disk_when_it_is_sent(ana, run, format, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # of one's own: others download at the same time
    response = ana.get(address(run, format=format))
    assert int(response["Content-Length"]) == len(body(response))
    assert not list(tmp_path.iterdir())


def test_a_file_that_cant_be_made_whole_is_a_page_and_not_half_a_file(ana, run, monkeypatch):
    def breaking(self):
        raise WarehouseUnreachable("The result could be read up to row 0.")
        yield

    monkeypatch.setattr(Rows, "__iter__", breaking)
    page = ana.get(address(run, format="xlsx"))
    assert page.status_code == 503
    assert "could be read up to row 0" in page.content.decode()
    assert the_export().state == State.FAILED


def test_a_csv_that_breaks_does_not_end_as_if_it_were_whole(ana, run, monkeypatch):
    def breaking(self):
        raise WarehouseUnreachable
        yield

    monkeypatch.setattr(Rows, "__iter__", breaking)
    with pytest.raises(WarehouseUnreachable):
        body(ana.get(address(run)))
    assert the_export().state == State.FAILED


def test_a_csv_whose_end_cant_be_put_on_record_does_not_end_as_if_it_were_whole(ana, run):
    a_role_that_may_not_write("querylog_ending")
    with pytest.raises(EndingUnwritten):
        body(ana.get(address(run)))


# ------------------------------------------------------------------ what stands in it


def test_a_csv_has_where_it_is_from_then_labels_then_every_row(ana, run):
    (what,), (where,), labels, *rows = cells(body(ana.get(address(run))))
    assert what.startswith("# Category performance – Categories: Purchased on in the last 12 weeks")
    assert re.fullmatch(r"# Run at [-\d]+ [\d:]+ \w+, query ID (\S+), \d+ rows", where)[1] == base_of(run).query_id
    assert labels == ["Department", "Product category", "Sales", "Units", "Households"]
    assert len(rows) == the_export().rows > 10
    assert {row[0] for row in rows} == {"DELI", "GROCERY"}
    assert all(re.fullmatch(r"\d+\.\d\d", row[2]) or float(row[2]) > 0 for row in rows)


def test_excel_is_told_that_a_csv_is_utf_8(ana, run):
    assert body(ana.get(address(run))).startswith(b"\xef\xbb\xbf")


def test_the_clicks_narrow_a_file_and_are_said_in_it(ana, run):
    (what,), _, _, *rows = cells(body(ana.get(address(run, picks=[DELI]))))
    assert {row[0] for row in rows} == {"DELI"}
    assert what.endswith(" · Department is DELI")


def test_a_click_does_not_narrow_the_visual_that_was_clicked_and_is_not_said_there(ana, run):
    pick = {**DELI, "source": "categories"}
    (what,), _, _, *rows = cells(body(ana.get(address(run, picks=[pick]))))
    assert len({row[0] for row in rows}) == 2
    assert what.endswith("Department is DELI or GROCERY")  # the filter, and nothing after it


@pytest.mark.parametrize(
    ("visual", "labels"),
    [("top_categories", ["Product category", "Sales"]), ("over_time", ["Week", "Department", "Sales"])],
)
def test_what_is_ours_in_a_slice_stays_out_of_the_file(ana, run, visual, labels):
    _, _, header, *rows = cells(body(ana.get(address(run, visual))))
    assert header == labels
    assert {len(row) for row in rows} == {len(labels)}


def test_a_figure_can_be_downloaded_though_its_name_has_an_underscore(ana, run):
    *_, labels, row = cells(body(ana.get(address(run, "headline_sales"))))
    assert (labels, float(row[0]) > 1000) == (["Sales"], True)


def test_an_xlsx_has_a_sheet_about_it_and_one_of_rows(ana, run):
    sheets = read_xlsx(body(ana.get(address(run, format="xlsx"))))
    about = dict(sheets["About"])
    assert about["Report"] == "Category performance"
    assert about["Filters"] == run.summary
    assert about["Query ID"] == base_of(run).query_id
    assert about["Query ID of this file"] == the_export().query_id
    assert about["Rows"] == str(len(sheets["Rows"]) - 1) == str(the_export().rows)
    assert sheets["Rows"][0] == ["Department", "Product category", "Sales", "Units", "Households"]
    assert all(isinstance(value, float) for value in sheets["Rows"][1][2:])


def test_a_parquet_has_its_types_and_where_it_is_from(ana, run):
    table = pq.read_table(io.BytesIO(body(ana.get(address(run, format="parquet")))))
    assert table.column_names == [column.alias for column in registry.get(REPORT).visuals["categories"].columns]
    assert table.num_rows == the_export().rows
    assert table.schema.metadata[b"filters"].decode() == run.summary
    assert table.schema.metadata[b"query_id"].decode() == base_of(run).query_id
    assert table.schema.field(1).metadata[b"label"] == b"Product category"


def test_every_format_has_the_same_rows(ana, run):
    _, _, _, *lines = cells(body(ana.get(address(run))))
    _, *sheet = read_xlsx(body(ana.get(address(run, format="xlsx"))))["Rows"]
    table = pq.read_table(io.BytesIO(body(ana.get(address(run, format="parquet")))))
    names = [row[:2] for row in lines]
    assert names == [row[:2] for row in sheet]
    assert names == [list(pair) for pair in zip(*table.select([0, 1]).to_pydict().values(), strict=True)]
    assert [float(row[2]) for row in lines] == pytest.approx([row[2] for row in sheet])


# ------------------------------------------------------------------ hostile and odd values


class Given:
    """A stream of rows that a test makes up."""

    query_id = "01-own"

    def __init__(self, *tables: pa.Table) -> None:
        self.tables, self.schema, self.total = tables, tables[0].schema, sum(table.num_rows for table in tables)

    def __iter__(self):
        return iter(self.tables)


def columns_for(table: pa.Table, **labels: str) -> tuple[Column, ...]:
    return tuple(
        Column(alias=name, sql=name, label=labels.get(name, name), format="", measure=False)
        for name in table.column_names
    )


def as_csv(table: pa.Table, **labels: str) -> bytes:
    return b"".join(export_csv.pieces(Given(table), columns=columns_for(table, **labels), facts=FACTS))


def as_xlsx(table: pa.Table, folder: Path) -> dict:
    export_xlsx.write(folder / "file", Given(table), columns=columns_for(table), facts=FACTS)
    return read_xlsx((folder / "file").read_bytes())


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x")']
HARMLESS = ["a=1", "", "1", "'x", 'say "x"', "a,b;c", "日本"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_a_spreadsheet_would_run_is_a_text_in_a_csv(text):
    *_, row = cells_as_written(as_csv(pa.table({"V": [text]})))
    assert row == ["'" + text]


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_stays_as_it_is(text):
    *_, row = cells_as_written(as_csv(pa.table({"V": [text]})))
    assert row == [text]


def cells_as_written(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_text_is_in_quotes_for_spreadsheets_that_part_cells_by_something_else():
    assert as_csv(pa.table({"V": ["x;=1+1"]})).endswith(b'"x;=1+1"\n')


def test_a_label_or_a_filter_is_no_formula_either():
    lines = as_csv(pa.table({"V": [1]}), V="=cmd()").decode("utf-8-sig").splitlines()
    assert lines[0] == '"# Fruit – All, of it: name is =1+1 · more lines"'
    assert lines[1] == '"# Run at 2026-11-16 09:30:00 UTC, query ID 01-base, 2 rows"'
    assert lines[2] == '"\'=cmd()"'


def test_a_csv_tells_nothing_from_an_empty_text():
    assert as_csv(pa.table({"V": [None, ""], "W": [1, 2]})).endswith(b',1\n"",2\n')


ODD = pa.table(
    {
        "DAY": [datetime.date(2026, 11, 2), None],
        "MOMENT": pa.array([1_793_615_400_000_000, 1_767_225_600_000_005], pa.timestamp("us")),
        "MONEY": pa.array([Decimal("-12.50"), Decimal("0.00")], pa.decimal128(12, 2)),
        "WHOLE": [1_234_567_890_123_456_789, -5],
        "REAL": [0.5, float("nan")],
        "YES": [True, None],
        "CLOCK": pa.array([datetime.time(9, 5), None], pa.time64("us")),
        "RAW": [b"\x00\xff", None],
    }
)


def test_a_csv_has_dates_as_dates_and_numbers_as_numbers():
    *_, first, second = cells(as_csv(ODD))
    assert first[:5] == ["2026-11-02", "2026-11-02 10:30:00", "-12.50", "1234567890123456789", "0.5"]
    assert first[5:] == ["true", "09:05:00.000000", "00ff"]
    assert second[:4] == ["", "2026-01-01 00:00:00.000005", "0.00", "-5"]


def test_an_xlsx_has_dates_as_dates_and_numbers_as_numbers(tmp_path):
    _, first, second = as_xlsx(ODD, tmp_path)["Rows"]
    assert first[0] == 46328  # Excel's number of the day
    assert (first[2], first[3], first[4], first[5]) == (-12.5, "1234567890123456789", 0.5, True)
    assert -5.0 in second


@pytest.mark.parametrize("text", [*HOSTILE, "http://example.com", "mailto:x@example.com", "007"])
def test_a_text_is_a_text_in_an_xlsx(tmp_path, text):
    table = pa.table({"V": [text]})
    assert as_xlsx(table, tmp_path)["Rows"][1] == [text]
    with zipfile.ZipFile(tmp_path / "file") as made:
        assert b"<f>" not in made.read("xl/worksheets/sheet2.xml")
        assert b"hyperlink" not in made.read("xl/worksheets/sheet2.xml")


def test_rows_beyond_a_sheet_go_on_to_the_next_under_the_same_labels(tmp_path):
    path = tmp_path / "file"
    with xlsxwriter.Workbook(str(path), export_xlsx.OPTIONS) as book:
        export_xlsx.Sheets(book, ["N"], most=2).add([(n,) for n in range(5)])
    assert read_xlsx(path.read_bytes()) == {
        "Rows": [["N"], [0.0], [1.0]],
        "Rows 2": [["N"], [2.0], [3.0]],
        "Rows 3": [["N"], [4.0]],
    }


def test_a_day_before_excels_calendar_is_a_text(tmp_path):
    assert as_xlsx(pa.table({"V": [datetime.date(1850, 1, 2)]}), tmp_path)["Rows"][1] == ["1850-01-02"]


def test_a_parquet_of_several_pieces_is_one_table(tmp_path):
    table = pa.table({"A": [1, 2], "OURS": [9, 9]})
    export_parquet.write(tmp_path / "file", Given(table, table), columns=columns_for(table)[:1], facts=FACTS)
    assert pq.read_table(tmp_path / "file").to_pydict() == {"A": [1, 2, 1, 2]}


def read_xlsx(content: bytes) -> dict[str, list[list]]:
    """The cells of each sheet by its name: texts, booleans, and numbers as Excel keeps them."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

    def value_of(cell):
        kind, text = cell.get("t"), cell.findtext(f"{main}v")
        if kind == "inlineStr":
            found = "".join(part.text or "" for part in cell.iter(f"{main}t"))
            return re.sub(r"_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), found)
        return text if text is None or kind == "e" else bool(int(text)) if kind == "b" else float(text)

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [each.get("name") for each in fromstring(book.read("xl/workbook.xml")).iter(f"{main}sheet")]  # noqa: S314
        sheets = [fromstring(book.read(f"xl/worksheets/sheet{n + 1}.xml")) for n in range(len(names))]  # noqa: S314
    return {
        name: [[value_of(cell) for cell in row.iter(f"{main}c")] for row in sheet.iter(f"{main}row")]
        for name, sheet in zip(names, sheets, strict=True)
    }
