"""Large results in chunks: https://docs.snowflake.com/en/developer-guide/python-connector/python-connector-distributed-fetch"""

import urllib.error
import urllib.request
from itertools import chain

import pytest

from tests.querylog.standin.conftest import made_in, one

MANY = "select n, n % 7 as seventh from MANY order by n"


def chunks_of(cursor) -> list[dict]:
    """The chunks as the stand-in named them."""
    _, *others = cursor.get_result_batches()
    return [{"url": each._remote_chunk_info.url, "rows": each.rowcount} for each in others]


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_result_of_10_000_rows_stands_in_its_answer(session):
    cursor = session.cursor().execute("select n from MANY where n < 10000")
    assert [each.rowcount for each in cursor.get_result_batches()] == [10_000]


def test_what_is_beyond_comes_in_chunks_that_add_up(session):
    cursor = session.cursor().execute(MANY)
    assert [each.rowcount for each in cursor.get_result_batches()] == [10_000, 10_000, *[20_000] * 11, 10_000]


def test_a_result_that_is_one_row_too_long_has_a_chunk_of_one_row(session):
    cursor = session.cursor().execute("select n from MANY where n <= 10000 order by n")
    assert [each["rows"] for each in chunks_of(cursor)] == [1]
    assert cursor.fetch_arrow_all().column(0)[10_000].as_py() == 10_000


def test_every_row_arrives_once_and_in_order_however_it_is_read(session):
    whole = session.cursor().execute(MANY).fetch_arrow_all()
    pieces = [table.column(0).to_pylist() for table in session.cursor().execute(MANY).fetch_arrow_batches()]
    rows = [row[0] for row in session.cursor().execute(MANY)]
    assert whole.column(0).to_pylist() == list(chain(*pieces)) == rows == list(range(250_000))


def test_a_stored_result_of_many_chunks_can_be_sliced(session, ask):
    query_id = session.cursor().execute(MANY).sfqid
    assert one(ask(f"select sum(n) from table(result_scan('{query_id}')) where seventh = 3")) == sum(
        range(3, 250_000, 7)
    )


def test_a_chunk_needs_no_session_but_its_own_address(session):
    (url, *_) = [each["url"] for each in chunks_of(session.cursor().execute(MANY))]
    assert status_of(url) == 200
    altered = url[:-1] + ("0" if url[-1] != "0" else "1")
    for other in (altered, url.replace("/10000/", "/20000/"), url + "%C3%A9"):
        assert status_of(other) == 404


def test_a_chunk_of_a_result_that_made_room_is_gone(tmp_path):
    warehouse = made_in(tmp_path)
    warehouse.start()
    with warehouse.connect() as session:
        cursor = session.cursor().execute(MANY)
        (tmp_path / "results" / f"{cursor.sfqid}.parquet").unlink()
        found = status_of(chunks_of(cursor)[0]["url"])
    warehouse.stop()
    assert found == 404


@pytest.mark.parametrize(
    "kind", ["dateadd('day', n % 30, date '2026-11-02')", "(n / 4)::number(12, 2)", "n::text", "n % 2 = 0"]
)
def test_a_chunk_has_the_types_of_the_head(session, kind):
    cursor = session.cursor().execute(f"select {kind} as v from MANY")
    assert len({str(table.schema.field(0).type) for table in cursor.fetch_arrow_batches()}) == 1
