"""Who reads the audit is in the log herself: each page that is shown, before it is shown."""

import pytest
from django.db import connection

from querylog.events import record
from querylog.models import Event, Kind, SqlText, Statement
from querylog.sensitive import HIDDEN, Sensitive, in_the_log
from tests.conftest import signed_in
from tests.querylog.asking import intend
from tests.querylog.audit.pages import text_of

pytestmark = pytest.mark.django_db
CARD = "4711-0815"


def reads() -> list[Event]:
    return list(Event.objects.filter(kind=Kind.AUDITED).order_by("pk"))


def the_read() -> Event:
    (event,) = reads()
    return event


@pytest.fixture
def full_log(db):
    """The log takes no event."""
    with connection.cursor() as cursor:
        cursor.execute("set local role none")
        cursor.execute(
            """create function pg_temp.is_full() returns trigger language plpgsql as $$
               begin raise exception 'No space left on device' using errcode = 'disk_full'; end $$;
               create trigger is_full before insert on querylog_event execute function pg_temp.is_full()"""
        )
        cursor.execute("set local role portico_app")


def hidden(value: str) -> None:
    text = SqlText.objects.create(digest=SqlText.digest_of("select ?"), sql="select ?")
    Statement.objects.create(asked_by_name="Ana", purpose="slice", text=text, binds=[in_the_log(Sensitive(value))])


def test_a_search_is_on_record_with_its_words(cleo, people):
    cleo.get("/audit/", {"q": "baskets"})
    event = the_read()
    assert (event.person_id, event.person_name) == (people["cleo"].pk, "cleo")
    assert event.facts == {"how": "page", "page": "/audit/", "words": "baskets"}


def test_what_is_read_in_a_panel_is_said_to_be(cleo):
    cleo.get(f"/audit/{intend('select 1').pk}/", headers={"X-Panel": "1"})
    assert the_read().facts["how"] == "panel"


@pytest.mark.parametrize("page", ["", "changes/", "integrity/", "people/{cleo}/", "reports/x/", "tables/X/", "{id}/"])
def test_each_page_of_the_audit_is_on_record(cleo, people, page):
    address = f"/audit/{page.format(cleo=people['cleo'].pk, id=intend('select 1').pk)}"
    assert cleo.get(address).status_code == 200
    assert the_read().facts["page"] == address


def test_a_further_page_is_a_row_of_its_own(cleo):
    cleo.get("/audit/", {"q": "baskets"})
    cleo.get("/audit/", {"q": "baskets", "after": "01"})
    assert [event.facts.get("asked") for event in reads()] == [None, {"after": "01"}]


def test_who_is_refused_has_read_nothing(ana, anonymous):
    ana.get("/audit/")
    anonymous.get("/audit/")
    assert reads() == []


def test_a_page_that_is_not_there_was_not_read(cleo):
    assert cleo.get("/audit/people/999999/").status_code == 404
    assert reads() == []


def test_a_form_that_leads_on_is_no_read_and_one_that_shows_the_page_is(cleo):
    alerts = [record(Kind.ALERT, user_id=None, name="x", problem="x") for _ in range(2)]
    cleo.post(f"/audit/integrity/{alerts[0].pk}/seen/", {"why": "Settled."})
    assert reads() == []
    cleo.post(f"/audit/integrity/{alerts[1].pk}/seen/", {"why": ""})
    assert len(reads()) == 1


def test_without_a_record_nothing_is_shown(cleo, full_log):
    page = cleo.get("/audit/", {"q": "baskets"})
    assert page.status_code == 503
    assert "each look into it is put on record. Try again in a minute." in text_of(page.content.decode())
    assert "Every statement" not in page.content.decode()


def test_reading_what_was_read_adds_one_row_and_no_more(cleo, people):
    cleo.get("/audit/", {"q": "baskets"})
    page = cleo.get(f"/audit/people/{people['cleo'].pk}/")
    assert "read /audit/ for “baskets”" in text_of(page.content.decode())
    assert len(reads()) == 2


def test_what_somebody_searched_for_is_shown_to_those_alone_who_see_sql(cleo, people):
    cleo.get("/audit/", {"q": "secret_column"})
    people["cleo"].user_permissions.remove(*people["cleo"].user_permissions.filter(codename="see_sql"))
    page = text_of(signed_in(people["cleo"]).get(f"/audit/people/{people['cleo'].pk}/").content.decode())
    assert "read /audit/" in page
    assert "secret_column" not in page


@pytest.mark.parametrize("words", [CARD, f"user:ana {CARD}", f'"{CARD}"', f"text:{CARD}"])
def test_a_hidden_value_that_is_searched_for_stays_hidden(cleo, words):
    hidden(CARD)
    cleo.get("/audit/", {"q": words})
    assert the_read().facts["words"] == words.replace(CARD, HIDDEN)


@pytest.mark.parametrize("words", ["\0", "a\0b", "%ED%A0%80", "x" * 5000])
def test_odd_words_are_no_way_around_the_record(cleo, words):
    assert cleo.get(f"/audit/?q={words}").status_code in (200, 400)  # too long for a search is told, and on record
    assert len(the_read().facts["words"]) <= 1000
