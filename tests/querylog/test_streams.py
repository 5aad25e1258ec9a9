"""A result read piece by piece: what the reader gets, and what stands in the log however far she comes."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pytest
from snowflake.connector.result_batch import ArrowResultBatch

from querylog import door
from querylog.errors import EndingUnwritten, LogUnavailable, StatementFailed, WarehouseUnreachable
from querylog.models import Purpose, State, Statement
from querylog.warehouse import warehouse
from querylog.warehouse.streams import lasting
from tests.querylog.asking import ANA, as_kept, ask, newest, remembered, unheard_of, was_sent
from tests.querylog.test_door import a_role_that_may_not_write

pytestmark = pytest.mark.django_db

MANY = "select row_number() over (order by 1) as n, product_id, sales_value from BASKETS limit 120000"
CHUNKS = [10_000, 10_000, *[20_000] * 5]


def stream(sql: str = MANY, binds=(), **more):
    return door.stream(sql, binds, **{"asker": ANA, "purpose": Purpose.EXPORT, **more})


@contextmanager
def chunks_that_break(monkeypatch, how) -> Iterator[None]:
    """For a while, every chunk but the first can't be had, or not whole."""
    whole = ArrowResultBatch.to_arrow

    def broken(self, **more):
        return whole(self, **more) if self._local else how(self)

    with monkeypatch.context() as patch:
        patch.setattr(ArrowResultBatch, "to_arrow", broken)
        yield


def refused(_):
    raise ConnectionResetError


def test_the_rows_come_piece_by_piece_with_one_schema():
    with stream() as rows:
        tables = list(rows)
        assert [table.num_rows for table in tables] == CHUNKS
        assert {table.schema for table in tables} == {rows.schema}
    assert pa.concat_tables(tables).column(0).to_pylist() == list(range(1, 120_001))


def test_how_many_rows_there_are_is_known_before_they_are_read():
    with stream() as rows:
        assert (rows.total, rows.read) == (120_000, 0)


def test_a_stream_is_on_record_before_a_row_is_read():
    with stream() as rows:
        assert as_kept(rows.statement).state == State.SUBMITTED
        assert as_kept(rows.statement).query_id == rows.query_id == remembered(rows.statement)["QUERY_ID"]


def test_a_stream_that_was_read_is_finished_with_its_rows():
    with stream() as rows:
        for _ in rows:
            pass
    kept = as_kept(rows.statement)
    assert (kept.state, kept.rows, kept.error, kept.purpose) == (State.FINISHED, 120_000, "", Purpose.EXPORT)
    assert kept.seconds > 0


def test_a_result_without_rows_has_its_columns_and_is_finished():
    with stream("select product_id, sales_value, purchased_on, brand from BASKETS where 1 = 0") as rows:
        assert rows.schema.names == ["PRODUCT_ID", "SALES_VALUE", "PURCHASED_ON", "BRAND"]
        assert sum(table.num_rows for table in rows) == 0
    assert (as_kept(rows.statement).state, as_kept(rows.statement).rows) == (State.FINISHED, 0)


def test_who_goes_away_in_the_middle_is_on_record_with_how_far_she_came():
    with stream() as rows:
        next(iter(rows))
    kept = as_kept(rows.statement)
    assert (kept.state, kept.rows) == (State.CANCELLED, 10_000)
    assert kept.error == "The reader went away after 10,000 of 120,000 rows."


def test_a_generator_that_is_closed_or_dropped_ends_its_stream():
    def reading():
        with stream() as rows:
            yield rows.statement
            yield from rows

    closed, dropped = reading(), reading()
    first, second = next(closed), next(dropped)
    closed.close()
    del dropped
    gc.collect()
    assert {as_kept(first).state, as_kept(second).state} == {State.CANCELLED}


def test_a_reader_that_fails_does_not_finish_the_statement():
    with pytest.raises(OSError, match="disk is full"), stream() as rows:
        next(iter(rows))
        raise OSError("disk is full")
    assert as_kept(rows.statement).state == State.CANCELLED


def test_a_stream_that_breaks_is_failed_and_says_where(monkeypatch):
    with chunks_that_break(monkeypatch, refused), pytest.raises(WarehouseUnreachable), stream() as rows:
        list(rows)
    kept = as_kept(rows.statement)
    assert (kept.state, kept.rows) == (State.FAILED, 10_000)
    assert kept.error == "The result could be read up to row 10,000 of 120,000, and then no further. Try again."


def test_a_chunk_that_lacks_rows_is_not_taken_for_the_end(monkeypatch):
    with stream() as rows:
        *_, last = rows

    def short(_):
        return last.slice(0, 1)

    broke = pytest.raises(WarehouseUnreachable, match="up to row 10,006 of 120,000")
    with chunks_that_break(monkeypatch, short), broke, stream() as rows:
        list(rows)
    assert as_kept(rows.statement).state == State.FAILED


def test_an_answer_that_is_not_made_of_rows_says_so(place):
    ask("create table SMALL (a int)")
    with pytest.raises(StatementFailed, match="not made of rows"), stream("insert into SMALL values (1)"):
        pass
    assert as_kept(newest()).state == State.FAILED


def test_a_statement_that_cant_be_run_is_failed_with_its_sentence():
    with pytest.raises(StatementFailed) as failed, stream("select nope from BASKETS"):
        pass
    assert (as_kept(newest()).state, as_kept(newest()).error) == (State.FAILED, failed.value.sentence)


def test_nothing_is_sent_when_the_log_cant_be_written():
    a_role_that_may_not_write("querylog_statement")
    sql = unheard_of()
    with pytest.raises(LogUnavailable, match="nothing was sent"), stream(sql):
        pass
    assert not was_sent(sql)


def test_a_stream_whose_end_cant_be_written_does_not_end_well():
    before = Statement.objects.count()
    a_role_that_may_not_write("querylog_ending")
    with pytest.raises(EndingUnwritten), stream() as rows:
        list(rows)
    assert Statement.objects.count() == before + 1
    assert as_kept(newest()).state == State.SUBMITTED


def test_a_stream_holds_a_connection_and_gives_it_back(fresh_pool):
    pool = warehouse().pool
    with stream() as rows:
        assert not pool._free
        list(rows)
    (kept,) = pool._free
    with stream() as rows:
        next(iter(rows))  # and no more
    assert pool._free[0][1] is kept[1]


def test_a_connection_whose_stream_broke_is_not_used_again(monkeypatch, fresh_pool):
    with chunks_that_break(monkeypatch, refused), pytest.raises(WarehouseUnreachable), stream() as rows:
        list(rows)
    assert not warehouse().pool._free
    with stream() as rows:
        assert sum(table.num_rows for table in rows) == 120_000


def test_a_session_that_snowflake_has_ended_is_signed_in_anew(place):
    ask("select 1")
    place.end_every_session()
    with stream("select 7 as n") as rows:
        assert [table.to_pydict() for table in rows] == [{"N": [7]}]


def test_whole_numbers_are_as_wide_in_each_chunk():
    narrow, wide = (pa.schema([("N", kind), ("D", pa.decimal128(12, 2))]) for kind in (pa.int8(), pa.int64()))
    assert lasting(narrow) == lasting(wide) == wide


def test_a_stream_reads_without_pandas(monkeypatch):
    """The portal's own requirements do not have it."""
    from snowflake.connector import options, result_batch

    monkeypatch.setattr(result_batch, "pa", options.MissingPandas())
    monkeypatch.setattr(result_batch, "installed_pandas", False)
    for sql in (MANY, "select brand from BASKETS where 1 = 0"):
        with stream(sql) as rows:
            list(rows)
        assert as_kept(rows.statement).state == State.FINISHED
