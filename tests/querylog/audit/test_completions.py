"""What the search line offers while someone types: what fits at the caret, and nothing of others."""

import pytest
from django.utils import timezone

from querylog import log
from querylog.asker import Asker
from querylog.audit.qualifiers import QUALIFIERS
from querylog.models import Purpose, SavedSearch, SqlText, State
from tests.querylog.audit.test_list import HOSTILE

PAGE = "/audit/completions/"


def offered(client, words: str, at: int | None = None) -> list[str]:
    """The texts offered at a place of the search; at its end when none is given."""
    return [offer["text"] for offer in answer(client, words, at)["offers"]]


def answer(client, words: str, at: int | None = None) -> dict:
    return client.get(PAGE, {"q": words, "at": len(words) if at is None else at}).json()


def taken(client, words: str, at: int | None = None) -> str:
    """The search when the first offer is taken."""
    found = answer(client, words, at)
    return words[: found["from"]] + found["offers"][0]["text"] + words[found["to"] :]


@pytest.fixture
def asked(db) -> None:
    for name, team, report in (
        ("Ana Moreno", "Shopper insights", "category-performance"),
        ("Ben Okafor", "Offers", "coupon-report"),
        ("Moritz Adler", 'The "A" team', "coupons"),
    ):
        asker = Asker(user_id=1, name=name, team=team, report=report)
        log.intend("select 1", (), asker=asker, purpose=Purpose.SLICE, press=None, parent=None, part="")


def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous):
    assert anonymous.get(PAGE).url == f"/sign-in/?next={PAGE}"


def test_only_who_may_read_statements_is_offered_names(ana):
    assert ana.get(PAGE, {"q": "user:"}).status_code == 403


def test_an_empty_line_offers_every_qualifier(cleo):
    assert offered(cleo, "") == [f"{name}:" for name in QUALIFIERS]


def test_letters_offer_the_qualifiers_that_begin_so_with_what_they_mean(cleo):
    (offer,) = answer(cleo, "rep")["offers"]
    assert (offer["text"], offer["help"]) == ("report:", QUALIFIERS["report"].help)


def test_a_word_of_what_it_means_offers_a_qualifier_too(cleo):
    assert "bytes:" in offered(cleo, "scanned")


def test_a_qualifier_is_offered_behind_other_terms_and_behind_a_minus(cleo):
    assert taken(cleo, "coupon -sta") == "coupon -status:"


def test_another_qualifier_before_a_value_leaves_the_value(cleo):
    assert taken(cleo, "tea:Offers x", 2) == "team:Offers x"


def test_values_are_names_in_the_log_that_begin_so_before_those_that_hold_it(cleo, asked):
    assert offered(cleo, "user:mor") == ['"Moritz Adler"', '"Ana Moreno"']


def test_a_value_takes_the_place_of_what_was_begun_and_no_more(cleo, asked):
    assert taken(cleo, "-report:cat took:>5s", 11) == "-report:category-performance took:>5s"


def test_a_value_with_spaces_or_quotes_is_offered_in_quotes(cleo, asked):
    assert offered(cleo, "team:") == ["Offers", '"Shopper insights"', '"The \\"A\\" team"']


@pytest.mark.parametrize("begun", ['team:"Shop', 'team:"Shopper ins', 'team:Shop"per '])
def test_a_quote_that_is_still_open_is_part_of_the_value(cleo, asked, begun):
    assert taken(cleo, begun) == 'team:"Shopper insights"'


def test_a_value_in_quotes_is_replaced_to_its_end(cleo, asked):
    assert taken(cleo, 'team:"Shopper insights",Offers x', 10) == 'team:"Shopper insights",Offers x'


def test_behind_a_comma_the_next_alternative_is_offered(cleo):
    assert taken(cleo, "status:failed,lo") == "status:failed,lost"


def test_a_closed_list_offers_all_its_values(cleo):
    assert offered(cleo, "status:") == list(State.values)


def test_times_are_offered_by_what_they_mean(cleo):
    assert offered(cleo, "on:") == ["today", "yesterday", "7d", *_months()]
    assert offered(cleo, "on:last") == ["7d", _months()[1]]


def _months() -> list[str]:
    today = timezone.now()
    before = f"{today.year - 1}-12" if today.month == 1 else f"{today.year}-{today.month - 1:02}"
    return [f"{today:%Y-%m}", before]


def test_numbers_show_how_one_is_written(cleo):
    assert ">5s" in offered(cleo, "took:")
    assert "such as took:>5s" in answer(cleo, "took:")["hint"]


def test_tables_and_columns_are_those_that_texts_read(cleo):
    SqlText.objects.create(
        digest=b"1", sql="select income from demographics", tables=["X.DEMOGRAPHICS"], columns=["X.DEMOGRAPHICS.INCOME"]
    )
    assert offered(cleo, "table:demo") == ["X.DEMOGRAPHICS"]
    assert offered(cleo, "column:inco") == ["X.DEMOGRAPHICS.INCOME"]


def test_a_name_is_found_without_a_qualifier(cleo, asked):
    assert offered(cleo, "moreno") == ['user:"Ana Moreno"']


def test_a_saved_search_is_offered_by_its_name_and_leads_to_it(cleo, people):
    SavedSearch.objects.create(owner=people["cleo"], name="Slow exports", words="purpose:export took:>1m")
    (offer,) = answer(cleo, "exports")["offers"]
    assert offer["text"] == "Slow exports"
    assert offer["to"] == "/audit/?q=purpose%3Aexport+took%3A%3E1m"


def test_what_another_has_saved_is_offered_only_when_it_is_shared(cleo, people):
    for name, shared in (("Slow ones", False), ("Slow others", True)):
        SavedSearch.objects.create(owner=people["dev"], name=name, words="took:>1m", shared=shared)
    assert offered(cleo, "slow") == ["Slow others"]


@pytest.mark.parametrize("words", [*HOSTILE, 'user:"', "-", "-:", "::", '"', "user:\\", "usr:x", "tag:{"], ids=ascii)
def test_nothing_that_is_typed_breaks_it(cleo, words):
    response = cleo.get(PAGE, {"q": words.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200


@pytest.mark.parametrize("at", ["", "x", "-1", "9" * 30, "1.5", "²", "\0"], ids=ascii)
def test_no_place_of_the_caret_breaks_it(cleo, at):
    assert cleo.get(PAGE, {"q": "rep", "at": at}).json()["offers"][0]["text"] == "report:"
