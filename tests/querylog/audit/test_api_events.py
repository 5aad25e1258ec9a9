"""What the API answers of events."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from querylog.audit.api import reading
from querylog.events import record
from querylog.models import Kind
from tests.querylog.audit.calling import call, ids


@pytest.fixture
def happened(people) -> list[str]:
    """Three events, oldest first."""
    ana, ben = people["ana"].pk, people["ben"].pk
    events = (
        record(Kind.VIEWED, user_id=ana, name="ana", report="coupons"),
        record(Kind.DOWNLOADED, user_id=ana, name="ana", report="coupons", filters="Store is 7"),
        record(Kind.VIEWED, user_id=ben, name="ben", report="category-performance"),
    )
    return [str(each.pk) for each in events]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "viewed"}, [2, 0]),
        ({"person": "ana"}, [1, 0]),
        ({"report": "category-performance"}, [2]),
        ({"kind": "viewed", "person": "ana"}, [0]),
        ({"person": "nobody"}, []),
        ({"person": "9" * 40}, []),
        ({"person": "\0", "report": "coupons\0"}, [1, 0]),
    ],
)
def test_events_are_found_by_kind_person_and_report(token, happened, asked, found):
    listed = [each for each in ids(call(token, "events", **asked)) if each in happened]
    assert listed == [happened[each] for each in found]


def test_events_of_an_account_that_has_gone_are_found_by_its_number(token, happened):
    gone = str(record(Kind.VIEWED, user_id=987654, name="gone").pk)
    assert ids(call(token, "events", person="987654")) == [gone]


def test_page_by_page_every_event_comes_once(token, happened):
    first = call(token, "events", person="ana", limit=1)
    second = call(token, "events", person="ana", limit=1, after=first.json()["next"])
    assert ids(first) + ids(second) == [happened[1], happened[0]]
    assert second.json()["next"] == ""


def test_what_stands_in_an_event_is_for_who_sees_sql(token, without_sql, happened):
    (seen,) = call(token, "events", kind="downloaded").json()["items"]
    (unseen,) = call(without_sql, "events", kind="downloaded").json()["items"]
    assert seen["facts"] == {"filters": "Store is 7"}
    assert unseen["facts"] is None


def test_an_unknown_kind_is_refused(token):
    assert call(token, "events", kind="eaten").status_code == 422


@pytest.mark.parametrize("asked", [{"kind": "viewed"}, {"person": "ana"}, {"report": "coupons"}, {}])
def test_events_are_read_from_an_index(people, asked):
    given = {"kind": None, "person": "", "report": "", "after": None, "limit": 5, **asked}
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("set local enable_seqscan = off")  # a small table would be read whole
        cursor.execute("set local enable_sort = off")
        reading.events(**given)
        cursor.execute("explain " + queries.captured_queries[-1]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan" in plan
    assert "Sort" not in plan
