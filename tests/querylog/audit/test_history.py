"""The history of a person, a report, a table: who sees it, in which order, and that statements and events are in it."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.access.models import Grant, Membership
from querylog.asker import Asker
from querylog.audit import history
from querylog.door import Answer
from querylog.events import record
from querylog.models import Event, Kind
from tests.conftest import REPORT
from tests.querylog import asking
from tests.querylog.audit.pages import CELL, older, text_of

ANA = 7_000_007  # nobody of the cast
PAGES = (f"/audit/people/{ANA}/", f"/audit/reports/{REPORT}/", "/audit/tables/BASKETS/")


def ask(sql: str, binds: tuple[str, ...] = (), **more) -> Answer:
    ana = Asker(user_id=ANA, name="Ana Moreno", team="Shopper insights", report=REPORT)
    return asking.ask(sql, binds, **{"asker": ana, **more})


def lines(page) -> list[dict[str, str]]:
    """The rows of a history, each cell by its name."""
    rows = page.content.decode().partition("<tbody>")[2].split("</tr>")[:-1]
    return [{name.split()[-1]: text_of(cell) for name, cell in CELL.findall(row)} for row in rows]


def viewed(**more) -> None:
    record(Kind.VIEWED, **{"user_id": ANA, "name": "Ana Moreno", "team": "Shopper insights", "report": REPORT, **more})


@pytest.mark.parametrize("address", PAGES)
def test_an_anonymous_visitor_is_asked_to_sign_in(anonymous, address):
    assert anonymous.get(address).url == f"/sign-in/?next={address}"


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("person", ["ana", "rae"])
def test_only_who_may_read_statements_sees_a_history(request, person, address):
    assert request.getfixturevalue(person).get(address).status_code == 403


@pytest.mark.parametrize("address", PAGES[:2])
def test_statements_and_events_stand_together_newest_first(cleo, address):
    ask("select 1")
    viewed()
    ask("select 2")
    assert [line["purpose"] for line in lines(cleo.get(address))][:3] == ["slice", "viewed", "slice"]


def test_a_person_is_found_though_the_account_has_gone(cleo):
    viewed(user_id=987654)
    page = cleo.get("/audit/people/987654/").content.decode()
    assert "<h1>Ana Moreno</h1>" in page
    assert "The account has gone." in page


@pytest.mark.parametrize("nobody", ["987655", "9" * 30])
def test_a_person_of_whom_nothing_is_known_is_not_found(cleo, nobody):
    assert cleo.get(f"/audit/people/{nobody}/").status_code == 404


def test_what_others_changed_of_a_persons_rights_is_in_her_history(cleo, people):
    Membership.objects.get(user=people["ben"]).delete()
    newest = lines(cleo.get(f"/audit/people/{people['ben'].pk}/"))[0]
    assert (newest["who"], newest["purpose"]) == ("a command Offers", "permission")
    assert newest["sql"].startswith("member ben in Offers removed")


def test_what_others_did_is_not_in_it(cleo):
    viewed(user_id=8, name="Ben")
    ask("select 1", asker=Asker(user_id=8, name="Ben", team="", report=""))
    viewed()
    assert [line["purpose"] for line in lines(cleo.get(PAGES[0]))] == ["viewed"]


def test_a_grant_is_in_the_history_of_its_report(cleo, people):
    Grant.objects.get(team__name="Finance", report=REPORT).delete()
    newest = lines(cleo.get(PAGES[1]))[0]
    assert newest["sql"].startswith(f"grant Finance: {REPORT} removed")


def test_a_table_has_every_statement_whose_sql_names_it_and_no_other(cleo):
    ask("select count(*) from baskets")
    ask("select count(*) from baskets where department = ?", ("DELI",))
    ask("select count(*) from coupons")
    found = [line["sql"] for line in lines(cleo.get("/audit/tables/baskets/"))]
    assert found == ["select count(*) from baskets where department = ?", "select count(*) from baskets"]


def test_what_was_done_with_a_statement_of_a_table_is_there_too(cleo):
    statement = ask("select count(*) from baskets").statement
    record(Kind.DOWNLOADED, user_id=ANA, name="Ana", statement=statement, visual="top", format="csv", stage="begun")
    assert lines(cleo.get(PAGES[2]))[0]["sql"] == "top as csv: begun"


def test_every_entry_is_on_exactly_one_page(cleo):
    for _ in range(40):
        asking.intend("select 1")
        viewed()
        viewed()
    page, seen = cleo.get(PAGES[1]), 0
    sizes = []
    while True:
        sizes.append(len(lines(page)))
        seen += sizes[-1]
        if not older(page):
            break
        page = cleo.get(PAGES[1] + older(page))
    # Cleo's fixture has granted the report and put it on the shelf, which is in its history, too.
    assert seen == 120 + Event.objects.filter(report=REPORT, kind=Kind.PERMISSION).count()
    assert sizes[:-1] == [50, 50]


@pytest.mark.parametrize("after", ["x", "0", "'", "9" * 40, str(uuid4())])
def test_no_key_of_a_page_breaks_it(cleo, after):
    assert cleo.get(PAGES[1], {"after": after}).status_code == 200


@pytest.mark.parametrize("name", ["'", "%", "a/b", "{{ 7*7 }}", "é" * 500, "<script>alert(1)</script>"])
def test_no_name_of_a_table_breaks_its_page(cleo, name):
    page = cleo.get("/audit/tables/" + name.replace("%", "%25") + "/")
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_an_event_leads_to_its_statement(cleo):
    statement = ask("select 1").statement
    record(Kind.DOWNLOADED, user_id=ANA, name="Ana", report=REPORT, statement=statement, stage="begun")
    assert cleo.get(PAGES[1]).content.decode().count(f'href="/audit/{statement.pk}/"') == 2


def test_the_page_of_a_statement_leads_to_its_person_report_and_tables_and_says_what_was_done_with_it(cleo):
    statement = ask("select count(*) from baskets").statement
    record(Kind.DOWNLOADED, user_id=ANA, name="Ana", statement=statement, visual="top", format="csv", stage="begun")
    page = cleo.get(f"/audit/{statement.pk}/").content.decode()
    for address in PAGES:
        assert f'href="{address}"' in page
    assert "top csv begun" in text_of(page)


def test_the_list_leads_to_people_and_reports(cleo):
    ask("select 1")
    page = cleo.get("/audit/").content.decode()
    for address in PAGES[:2]:
        assert f'href="{address}"' in page


OTHERS = """
    INSERT INTO querylog_statement (id, intended_at, asked_by_id, asked_by_name, team, report, part, purpose, text_id,
                                    reads, binds)
    SELECT {id}, now(), n % 50, 'x', 'x', 'other-' || n % 50, '', 'slice', (SELECT max(id) FROM querylog_sqltext),
           '{{}}', '[]'
    FROM generate_series(1, 5000) n;
    INSERT INTO querylog_event (id, at, kind, person_id, person_name, team, report, facts)
    SELECT {id}, now(), 'viewed', n % 50, 'x', 'x', 'other-' || n % 50, '{{}}' FROM generate_series(1, 5000) n;
""".format(id="(left(querylog_first_id(now())::text, 13) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid")


def among_many_of_others() -> None:
    """What a history is read from is large, and PostgreSQL knows: of a small table it reads all."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("ANALYZE querylog_statement, querylog_event")
        cursor.execute("SET LOCAL ROLE portico_app")


@pytest.mark.parametrize(
    ("read", "indexes"),
    [
        (
            lambda key: history.of_person(ANA, after=key),
            [
                "asked_by_id = 7000007) AND (id <",
                "person_id = 7000007) AND (id <",
                "kind)::text = 'permission'::text) AND (id <",
            ],
        ),
        (
            lambda key: history.of_report(REPORT, after=key),
            ["report)::text = 'category-performance'::text) AND (id <"] * 2,
        ),
    ],
    ids=["person", "report"],
)
def test_a_later_page_begins_in_the_index_of_whose_history_it_is(db, read, indexes):
    ask("select 1")
    viewed()
    among_many_of_others()
    key = str(ask("select 1").statement.pk)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("set local enable_bitmapscan = off")  # it would be as good, and says less
        read(key)
        plans = []
        for query in [each["sql"] for each in asked.captured_queries if each["sql"].startswith("SELECT")]:
            cursor.execute("explain " + query)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert len(plans) == len(indexes)
    for plan, index in zip(plans, indexes, strict=True):
        assert index in plan


def test_a_history_costs_the_same_few_queries_however_long_it_is(cleo, django_assert_max_num_queries):
    for _ in range(50):
        ask("select 1")
        viewed()
    with django_assert_max_num_queries(9):
        cleo.get(PAGES[1])


def test_with_which_filters_refresh_was_pressed_is_shown_to_those_who_may_see_values(cleo, people):
    record(Kind.PRESSED, user_id=ANA, name="Ana", press="p", filters="Store is 7", version="abc", address="192.0.2.7")
    assert lines(cleo.get(PAGES[0]))[0]["sql"] == "Refresh · version abc · from 192.0.2.7 · Store is 7"
    people["cleo"].user_permissions.clear()
    people["cleo"].groups.clear()
    people["cleo"].user_permissions.add(Permission.objects.get(codename="view_statement"))
    assert lines(cleo.get(PAGES[0]))[0]["sql"] == "Refresh · version abc · from 192.0.2.7"
