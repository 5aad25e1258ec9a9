"""Values of sensitive fields: Snowflake gets them, the log has their hashes, and only who has one finds it."""

import traceback
from datetime import date
from decimal import Decimal

import pytest

from querylog import door
from querylog.errors import StatementFailed
from querylog.models import SqlText, State, Statement
from querylog.sensitive import HIDDEN, Sensitive, digest_of, in_the_log, plain, shown
from querylog.typed_json import from_json, to_json
from reports import compile
from reports.declare import Field
from reports.declare.inputs import Chosen
from reports.declare.values import Choices, Match
from reports.policy import OPEN
from tests.querylog.asking import ANA, as_kept, ask, submit
from tests.querylog.audit.pages import find, page_of
from tests.reports.a_library.visits import Visits

CARD = "4711-0815"


def kept_with(*binds) -> Statement:
    """A statement as the log has it."""
    text = SqlText.objects.create(digest=SqlText.digest_of("select ?"), sql="select ?")
    return Statement.objects.create(
        asked_by_name=ANA.name, purpose="slice", text=text, binds=[in_the_log(each) for each in binds]
    )


def condition(values: Choices):
    """What a choice in a sensitive field becomes."""
    binds = compile.statement.Binds()
    chosen = Chosen("filters", Field("card", sensitive=True), values)
    return binds.finish(compile.conditions.condition([chosen], None, binds))


def test_snowflake_gets_the_value_as_it_is():
    assert plain(["a", Sensitive(CARD), Sensitive(Decimal(7))]) == ["a", CARD, Decimal(7)]


def test_what_is_written_out_by_mistake_shows_nothing():
    value = Sensitive(CARD, (CARD,))
    assert CARD not in f"{value} {value!r} {[value]}"
    assert repr(Sensitive(CARD)) != repr(Sensitive("4711-0816"))


def test_the_log_has_nothing_but_a_hash():
    assert CARD not in str(in_the_log(Sensitive(CARD)))


def test_without_the_key_nobody_can_make_the_hash(settings):
    before = digest_of(CARD)
    settings.SECRET_KEY = "another-one-that-is-long-enough-for-django-too"
    assert digest_of(CARD) != before


def test_a_key_of_the_logs_own_outlives_a_new_secret_of_the_portal(settings):
    settings.LOG_HASH_KEY = "a-key-of-its-own"
    before = digest_of(CARD)
    settings.SECRET_KEY = "another-one-that-is-long-enough-for-django-too"
    assert digest_of(CARD) == before


@pytest.mark.parametrize(
    ("value", "words"),
    [(CARD, CARD), (7, "7"), (7.0, "7"), (Decimal("7.00"), "7"), (date(2026, 11, 16), "2026-11-16"), (True, "true")],
)
def test_a_statement_is_found_by_exactly_the_value(cleo, value, words):
    statement = kept_with(Sensitive(value))
    assert find(cleo, words) == [str(statement.pk)]


@pytest.mark.parametrize("words", [CARD[:-1], f"{CARD}1", "4711", digest_of])
def test_it_is_not_found_by_less_or_more_or_by_its_hash(cleo, words):
    kept_with(Sensitive(CARD))
    assert find(cleo, words(CARD) if callable(words) else words) == []


def test_each_value_of_a_list_is_found(cleo):
    statement = kept_with(Sensitive('["a1","b2"]', ("a1", "b2")))
    assert find(cleo, "a1") == find(cleo, "b2") == [str(statement.pk)]


def test_the_page_of_a_statement_says_that_there_was_a_value_and_not_which(cleo):
    page = page_of(cleo, kept_with(Sensitive(CARD)))
    assert f"<li>{HIDDEN}</li>" in page
    assert digest_of(CARD) not in page
    assert shown("open") == "open"


def test_what_is_chosen_in_a_sensitive_field_is_hidden():
    assert condition(Choices(values=(CARD, "x"))).binds == (Sensitive(CARD), Sensitive("x"))


def test_a_pattern_is_found_by_the_letters_in_it():
    (bind,) = condition(Choices(values=("50%",), match=Match.CONTAINS)).binds
    assert (bind.value, bind.digests) == ("%50^%%", [digest_of("50%")])


def test_of_a_long_list_each_value_is_hashed():
    values = tuple(f"card {n}" for n in range(150))
    (bind,) = condition(Choices(values=values)).binds
    assert bind.digests == [digest_of(each) for each in values]


def test_what_is_typed_to_find_a_value_is_hidden_too():
    field = Field("store", sensitive=True)
    binds = compile.options(Visits.filters, field, search=CARD, policy=OPEN).binds
    assert [type(each) for each in binds] == [Sensitive, Sensitive]


def test_other_fields_are_in_the_log_as_they_are():
    assert compile.options(Visits.filters, Field("store"), search="a", policy=OPEN).binds == ("%a%", "a")


def test_what_waits_for_its_turn_is_sent_as_it_is():
    assert from_json(to_json([Sensitive(date(2026, 11, 16))])) == [date(2026, 11, 16)]


def test_a_value_goes_to_snowflake_whole_and_into_the_log_hashed(db):
    answer = ask("select ? as card", (Sensitive(CARD),))
    assert answer.table.to_pylist() == [{"CARD": CARD}]
    assert as_kept(answer.statement).binds == [{"hashed": digest_of(CARD)}]


def test_what_snowflake_repeats_of_a_hidden_value_in_its_error_is_neither_kept_nor_said(db, caplog):
    with pytest.raises(StatementFailed) as failed:
        ask("select cast(? as number)", (Sensitive(CARD),))
    kept = Statement.objects.select_related("ending").latest("pk")
    assert kept.error == failed.value.sentence == StatementFailed.sentence
    assert CARD not in f"{caplog.text}{traceback.format_exception(failed.value)}"


def test_nor_when_it_fails_while_somebody_waits(db):
    statement = door.wait(submit("select cast(? as number)", (Sensitive(CARD),)), patience=10)
    assert statement.state == State.FAILED
    assert as_kept(statement).error == StatementFailed.sentence


def test_of_a_mistake_in_the_sql_snowflakes_own_words_are_kept(db):
    with pytest.raises(StatementFailed, match="NO_SUCH_COLUMN"):
        ask("select no_such_column, ? as card", (CARD,))
