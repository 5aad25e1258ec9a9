"""What statements used, by Snowflake's own history: bytes with each comparison, credits by a reading of their own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from querylog import reconcile
from querylog.errors import WarehouseUnreachable
from querylog.models import Mark, Purpose, Statement, Usage
from querylog.usage import credits
from querylog.warehouse import client
from tests.querylog.asking import ask, intend, remembered
from tests.querylog.conftest import Place
from tests.querylog.test_reconcile import past_the_portal

pytestmark = pytest.mark.django_db
READS = "select * from values (1), (2)"
SLOW = "select system$wait(0.2)"


@pytest.fixture(autouse=True)
def place(shared_place, monkeypatch) -> Place:
    monkeypatch.setattr(reconcile, "LATE", timedelta(0))
    return shared_place


def usage_of(statement: Statement) -> Usage | None:
    return Usage.objects.filter(pk=statement.pk).first()


def test_a_comparison_takes_the_bytes_of_each_statement_with_it():
    began = timezone.now()
    statement = ask(READS).statement
    reconcile.run(began)
    assert usage_of(statement).bytes == remembered(statement)["BYTES_SCANNED"]


def test_bytes_that_are_known_stay_when_credits_come():
    began = timezone.now()
    statement = ask(SLOW).statement
    reconcile.run(began)
    credits.run()
    kept = usage_of(statement)
    assert kept.bytes is not None
    assert kept.credits > 0


def test_credits_are_those_that_snowflake_attributes_to_the_query_id():
    statement = ask(SLOW).statement
    credits.run()
    milliseconds = remembered(statement)["TOTAL_ELAPSED_TIME"]
    assert usage_of(statement).credits == round(Decimal(milliseconds) / 3_600_000, 9)


def test_what_took_less_than_a_tenth_of_a_second_has_none():
    statement = ask("select 1").statement
    credits.run()
    assert usage_of(statement) is None


def test_a_statement_without_a_query_id_is_found_by_its_tag():
    statement = intend(SLOW)
    past_the_portal(SLOW, tag=statement.tag)
    credits.run()
    assert usage_of(statement).credits > 0


def test_what_others_asked_is_not_taken():
    past_the_portal(SLOW, tag="{}")
    credits.run()
    assert not Usage.objects.exists()


def test_a_long_history_is_taken_piece_by_piece(monkeypatch):
    monkeypatch.setattr(credits, "BATCH", 1)
    statements = [ask(SLOW).statement for _ in range(2)]
    credits.run()
    assert all(usage_of(each) for each in statements)


def test_reading_it_is_on_record_like_any_statement():
    credits.run()
    kept = Statement.objects.filter(purpose=Purpose.HISTORY, asked_by_name="credits")
    assert [each.state for each in kept] == ["finished"]
    assert credits.last_reading().at is not None


def test_where_it_may_not_be_read_that_is_remembered_in_words_and_nothing_breaks(place):
    credits.run()
    place.trouble(attribution="refused")
    credits.run()
    reading = credits.last_reading()
    assert reading.refused == "Snowflake does not let the portal's user read QUERY_ATTRIBUTION_HISTORY."
    assert reading.at is not None
    place.trouble()
    credits.run()
    assert credits.last_reading().refused == ""


def test_where_snowflake_does_not_answer_that_is_remembered_too(place, settings, monkeypatch):
    settings.SNOWFLAKE = {**settings.SNOWFLAKE, "port": 9}
    monkeypatch.setattr(client, "_ways", {})
    with pytest.raises(WarehouseUnreachable):
        credits.run()
    assert Mark.objects.get(name="credits refused").value == "Snowflake could not be asked for them at the last try."
