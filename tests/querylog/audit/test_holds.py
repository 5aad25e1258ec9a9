"""Legal holds: who may make and release one does so on the integrity page, and it is on record why."""

import pytest

from portal.access.demo_people import permission_called
from querylog.models import Event, Hold, Kind
from tests.conftest import signed_in
from tests.querylog.audit.pages import text_of

pytestmark = pytest.mark.django_db
PAGE = "/audit/integrity/"
CASE = {"name": "Case 12/2026", "first": "2026-01", "last": "2026-03", "why": "The court asked for it."}


@pytest.fixture
def tuner(cleo, people):
    """Cleo, who may tune the audit as well as read it."""
    people["cleo"].user_permissions.add(permission_called("querylog.tune_audit"))
    return signed_in(people["cleo"])


def hold(client, **other):
    return client.post(f"{PAGE}holds/", {**CASE, **other})


def said(answer) -> str:
    return text_of(answer.content.decode())


def test_a_hold_is_made_with_a_reason(tuner):
    assert hold(tuner).url == PAGE
    made = Hold.objects.get()
    assert (made.name, made.first, made.last, made.by) == ("Case 12/2026", "2026-01", "2026-03", "cleo")


def test_who_made_it_and_why_is_on_record(tuner):
    hold(tuner)
    event = Event.objects.get(kind=Kind.HELD)
    assert event.person_name == "cleo"
    assert event.facts["why"] == "The court asked for it."
    assert (event.facts["action"], event.facts["hold"]) == ("made", "Case 12/2026")


def test_the_page_shows_it_with_its_months_and_its_reason(tuner):
    hold(tuner)
    page = said(tuner.get(PAGE))
    assert "1 legal hold" in page
    assert "Case 12/2026 2026-01 to 2026-03 cleo" in page
    assert "The court asked for it." in page


def test_without_months_it_is_open_on_both_sides(tuner):
    hold(tuner, first="", last="")
    assert "the oldest month to all that comes" in said(tuner.get(PAGE))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Give the hold the name of its matter"),
        ({"why": "\0"}, "Say in a word why these months have to stay."),
        ({"first": "January"}, "'January' is no month. Write it as 2026-01"),
        ({"last": "2026-13"}, "'2026-13' is no month."),
        ({"first": "2026-04"}, "The hold would end before it begins: 2026-03 is before 2026-04."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_what_was_entered_stays(tuner, wrong, sentence):
    answer = hold(tuner, **wrong)
    assert answer.status_code == 400
    assert sentence in said(answer)
    assert 'value="2026-03"' in answer.content.decode() or "last" in wrong
    assert not Hold.objects.exists()


def test_a_hold_is_released_with_a_reason(tuner):
    hold(tuner)
    made = Hold.objects.get()
    tuner.post(f"{PAGE}holds/{made.pk}/release/", {"why": "The case is closed."})
    made.refresh_from_db()
    assert (made.released_by, made.released_at is None) == ("cleo", False)
    event = Event.objects.filter(kind=Kind.HELD).latest("pk")
    assert (event.facts["action"], event.facts["why"]) == ("released", "The case is closed.")
    assert "No legal hold" in said(tuner.get(PAGE))


def test_without_a_reason_it_stays(tuner):
    hold(tuner)
    answer = tuner.post(f"{PAGE}holds/{Hold.objects.get().pk}/release/", {"why": " "})
    assert answer.status_code == 400
    assert "Say in a word why “Case 12/2026” is over" in said(answer)
    assert Hold.objects.get().released_at is None


def test_it_is_released_once(tuner):
    hold(tuner)
    release = f"{PAGE}holds/{Hold.objects.get().pk}/release/"
    tuner.post(release, {"why": "Closed."})
    assert "was released already" in said(tuner.post(release, {"why": "Closed again."}))


def test_who_only_reads_the_log_sees_holds_and_changes_none(cleo, people):
    made = Hold.objects.create(name="Case", why="x", by="dev")
    assert "Case" in said(cleo.get(PAGE))
    assert f"{PAGE}holds/" not in cleo.get(PAGE).content.decode()
    assert hold(cleo).status_code == 403
    assert cleo.post(f"{PAGE}holds/{made.pk}/release/", {"why": "x"}).status_code == 403


def test_who_tunes_but_may_not_read_the_log_makes_none(ana, people):
    people["ana"].user_permissions.add(permission_called("querylog.tune_audit"))
    assert hold(signed_in(people["ana"])).status_code == 403


def test_a_hold_that_is_not_there_is_not_released(tuner):
    assert tuner.post(f"{PAGE}holds/{2**70}/release/", {"why": "x"}).status_code == 404
