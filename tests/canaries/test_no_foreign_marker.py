"""Nobody finds a marker of rows that she may not see, wherever she looks; and she finds her own where they belong."""

from collections import Counter

import pytest

from portal.testing import ReportTest
from reports import registry
from tests.canaries.cast import COVERED, HAVE_REPORTS, SEES, VIEW_ONLY, may_find
from tests.canaries.conftest import Met, everybody_goes, in_the_cache, in_valkey
from tests.canaries.crawl import EVERYTHING, FORMATS, Look
from tests.canaries.markers import found_in, text
from tests.canaries.warehouse import ROWS

# Of what people chose, the log keeps the values, and shows them to who audits and sees SQL; of what came back, nothing.
CHOSEN = "DEPARTMENT"
AUDITORS = {"cleo", "dev", "una"}
SEE_SQL = {"cleo", "dev"}
DOORS = ("list", "callback", "rows", *FORMATS)

pytestmark = pytest.mark.timeout(900)  # everybody goes everywhere before the first test


def foreign(looks: list[Look]) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Every look that showed what it should not: whose, where, and what."""
    return [
        (look.person, look.door, look.address, sorted(wrong))
        for look in looks
        if (wrong := {each for each in look.found if not may_find(look.person, each) and not _on_record(look, each)})
    ]


def _on_record(look: Look, marker: tuple[str, str]) -> bool:
    return look.person in SEE_SQL and look.address.startswith("/audit/") and marker[1] == CHOSEN


@pytest.mark.parametrize("person", SEES)
def test_nobody_meets_a_marker_that_is_not_hers(met: Met, person):
    assert foreign(met.eyes[person].looks) == []


@pytest.mark.parametrize("person", HAVE_REPORTS)
@pytest.mark.parametrize("door", DOORS)
def test_everybody_meets_her_own_wherever_rows_are_shown(met: Met, person, door):
    found = {whose for look in met.eyes[person].looks if look.door == door for whose, _ in look.found}
    assert found == (set() if door in FORMATS and person in VIEW_ONLY else SEES[person])


def test_a_page_as_it_is_served_carries_no_row_at_all(met: Met):
    doors = ("page", "report", "layout", "address", "another's run")
    shown = [look for look in met.looks if look.door in doors and not look.address.startswith("/audit/")]
    assert len(shown) > 500
    assert [look.address for look in shown if look.found] == []


def test_nobody_meets_a_page_that_broke(met: Met):
    assert [(look.person, look.address) for look in met.looks if look.status >= 500] == []


def test_most_of_what_was_asked_was_answered(met: Met):
    answered = Counter(look.door for look in met.looks if look.status == 200)
    assert all(answered[door] >= len(HAVE_REPORTS) for door in ("list", "callback", "rows", "csv", "xlsx", "parquet"))


def test_the_handle_of_anothers_run_is_refused_in_every_kind_of_file(met: Met):
    for name in set(HAVE_REPORTS) - VIEW_ONLY:
        files = [look for look in met.eyes[name].looks if look.door in FORMATS]
        assert {look.status for look in files} == {200, 404}


def test_the_audit_is_closed_to_who_may_not_read_it(met: Met):
    looks = [look for look in met.looks if look.address.startswith("/audit/") and look.person not in AUDITORS]
    called = [look for look in looks if look.address.startswith("/audit/api/v1/")]
    assert len(looks) > 20
    assert {look.status for look in looks if look not in called} <= {403, 405}  # or it is to be posted to
    assert {look.status for look in called} <= {401, 404, 405}  # no session opens it


def test_an_auditor_reads_what_others_chose(met: Met):
    """Without this, the audit's pages would not be looked at."""
    found = {each for look in met.eyes["cleo"].looks if look.address.startswith("/audit/") for each in look.found}
    assert {column for _, column in found} == {CHOSEN}


def test_a_program_of_an_auditor_reads_what_she_reads(met: Met):
    told = {name: [look for look in met.eyes[name].looks if look.door == "api"] for name in ("cleo", "una")}
    assert all(Counter(look.status for look in looks)[200] >= 4 for looks in told.values())
    assert {column for look in told["cleo"] for _, column in look.found} == {CHOSEN}
    assert {column for look in told["una"] for _, column in look.found} == set()


def test_the_queues_server_knows_statements_by_their_ids_alone(met: Met):
    assert any(key.startswith("rq:job:") for key in met.queue)
    assert [key for key, value in met.queue.items() if found_in(key.encode() + value)] == []


def test_no_key_of_the_cache_tells_what_is_kept_under_it(met: Met):
    assert len(met.kept) > 20
    assert [key for key in met.kept if found_in(key.encode())] == []


def test_what_is_kept_under_one_key_is_what_one_person_may_see(met: Met):
    kept = [found_in(value) for value in met.kept.values()]
    assert any(kept)
    assert [each for each in kept if not any(all(may_find(name, one) for one in each) for name in SEES)] == []


def test_mails_carry_no_row(met: Met):
    assert len(met.mails) == 2  # the request, and what came of it
    assert [each for each in met.mails if found_in(each.encode())] == []


# ------------------------------------------------------------------ what is typed, and what is counted


@pytest.mark.parametrize("person", HAVE_REPORTS)
def test_who_types_a_marker_that_is_not_hers_learns_no_more_than_of_one_that_nobody_has(met: Met, person):
    eyes = met.eyes[person]
    page = eyes.open(registry.get("lapsed-buyers"))
    theirs = next(text(whose, CHOSEN) for whose in ("OFFERS", "NORTH") if whose not in SEES[person])
    told = [
        [
            page.offers("department", search=typed),
            page.offers("brand", others={"department": [typed]}),
            page.offers("department", keep=[typed])["gone"] == [typed],
            _rows_of(page, typed),
        ]
        for typed in (theirs, text("NONE", CHOSEN))
    ]
    assert told[0] == told[1]
    assert told[0] == [{"values": [], "total": 0}, {"values": [], "total": 0}, True, ([], 0)]


def _rows_of(page, typed: str) -> tuple[list[object], int]:
    page.refresh(purchased_on={"preset": "all time"}, department=[typed])
    page.until_over()
    response = page.rows("households")["households--grid"]["getRowsResponse"]
    return response["rowData"], response["rowCount"]


@pytest.mark.parametrize("person", HAVE_REPORTS)
def test_figures_are_summed_up_of_ones_own_rows(people, person):
    answer = ReportTest("lapsed-buyers").as_user(people[person]).set(**EVERYTHING, away=0).refresh()
    one = sum(5 * place / 4 for place in range(1, ROWS + 1))
    assert float(answer.rows["headline_sales"][0]["SUM_SALES"]) == one * len(SEES[person])
    assert answer.rows["headline_households"][0]["COUNT_DISTINCT_HOUSEHOLD_ID"] == 4 * len(SEES[person])


def test_a_covered_column_is_nobodys(met: Met):
    for person, whose, column, shown in (("fay", "FINANCE", "brand", None), ("ben", "OFFERS", "income", "•••")):
        assert (whose, column.upper()) in COVERED
        page = met.eyes[person].open(registry.get("lapsed-buyers"))
        assert page.offers(column)["values"] == [[shown, ROWS]]


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_nobody_meets_a_foreign_marker_in_any_report(people):
    met = everybody_goes(people, thorough=True)
    print(f"{len(met.looks):,} answers: {Counter(look.door for look in met.looks)}")
    assert foreign(met.looks) == []
    assert not any(found_in(key.encode() + value) for key, value in in_valkey().items())
    assert not any(found_in(key.encode()) for key in in_the_cache())
