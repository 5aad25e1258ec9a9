"""Several reports to several teams in one form: first what would change, then that very change, each on record."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.access.models import Grant, Team
from portal.catalog.models import Entry
from querylog.models import Event, Kind
from tests.conftest import REPORT
from tests.querylog.audit.pages import text_of

PAGE = "/admin/access/grant/several/"
NEXT_YEAR = timezone.localdate().replace(month=1, day=1) + timedelta(days=366)


def form(*reports: str, teams: list[str], right: str = "view", until: date | str = "", **more) -> dict:
    return {
        "reports": reports,
        "teams": [team.pk for team in Team.objects.filter(name__in=teams)],
        "right": right,
        "until": str(until),
        **more,
    }


def looked_at(dev, told: dict):
    return dev.post(PAGE, told)


def said(page) -> str:
    return text_of(page.content.decode().partition("<body")[2])


def confirmed(dev, told: dict):
    """The page after a look at it and a press of the button below."""
    return dev.post(PAGE, {**told, "seen": looked_at(dev, told).context["seen"], "confirm": "1"}, follow=True)


def test_it_shows_what_would_change_and_changes_nothing(dev):
    page = said(looked_at(dev, form(REPORT, "gallery", teams=["Offers", "Finance"], right="download")))
    assert "4 grants: 3 new, 1 changed, 0 as they are." in page
    assert "Offers Gallery (gallery) closed → view and download, no end" in page
    assert f"Finance Category performance ({REPORT}) view, no end → view and download, no end" in page
    assert Grant.objects.filter(report="gallery").count() == 0


def test_it_says_how_many_people_are_let_in(dev):
    assert "1 person is let in." in said(looked_at(dev, form("gallery", teams=["Offers"])))


def test_confirmed_each_grant_is_made_by_who_pressed_with_its_end_and_on_record(dev, ben):
    confirmed(dev, form(REPORT, "gallery", teams=["Offers"], right="download", until=NEXT_YEAR))
    made = Grant.objects.filter(team__name="Offers").order_by("report")
    assert [(each.report, each.can_download, each.until, each.granted_by) for each in made] == [
        (slug, True, NEXT_YEAR, "dev") for slug in (REPORT, "gallery")
    ]
    events = Event.objects.filter(kind=Kind.PERMISSION, person_name="dev", team="Offers")
    assert sorted((each.report, each.facts["action"]) for each in events) == [(REPORT, "added"), ("gallery", "added")]
    assert ben.get(f"/reports/{REPORT}/").status_code == 200


def test_what_holds_already_is_never_shortened_and_loses_nothing(dev):
    told = form(REPORT, teams=["Shopper insights"], until=NEXT_YEAR)
    assert "1 grant: 0 new, 0 changed, 1 as they are." in said(looked_at(dev, told))
    confirmed(dev, told)
    kept = Grant.objects.get(team__name="Shopper insights", report=REPORT)
    assert (kept.can_download, kept.until) == (True, None)


def test_what_has_ended_begins_anew(dev):
    ended = timezone.localdate() - timedelta(days=1)
    Grant.objects.filter(team__name="Finance").update(can_download=True, until=ended)
    told = form(REPORT, teams=["Finance"], until=NEXT_YEAR)
    assert "ended on" in said(looked_at(dev, told))
    confirmed(dev, told)
    renewed = Grant.objects.get(team__name="Finance", report=REPORT)
    assert (renewed.can_download, renewed.until) == (False, NEXT_YEAR)


def test_what_was_not_looked_at_is_not_done(dev):
    told = form("gallery", teams=["Offers"])
    seen = looked_at(dev, told).context["seen"]
    for other in ({**told, "right": "download"}, form("gallery", teams=["Offers", "Finance"])):
        page = said(dev.post(PAGE, {**other, "seen": seen, "confirm": "1"}))
        assert "Not done yet: what would change is not what you saw." in page
    assert not Grant.objects.filter(report="gallery").exists()


def test_what_somebody_changed_meanwhile_is_looked_at_again(dev):
    told = form("gallery", teams=["Offers"])
    seen = looked_at(dev, told).context["seen"]
    Grant.objects.create(team=Team.objects.get(name="Offers"), report="gallery", until=NEXT_YEAR)
    assert "Not done yet" in said(dev.post(PAGE, {**told, "seen": seen, "confirm": "1"}))
    assert Grant.objects.get(report="gallery").until == NEXT_YEAR


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"until": "2020-01-01"}, "This day is over."),
        ({"until": "soon"}, "That is not a day. Write it as 2026-12-31."),
        ({"reports": ["made-up"]}, "made-up is not one of the available choices"),
        ({"reports": []}, "This field is required."),
        ({"teams": [0]}, "is not one of the available choices"),
        ({"right": "own"}, "own is not one of the available choices"),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(dev, wrong, why):
    page = dev.post(PAGE, {**form("gallery", teams=["Offers"]), **wrong, "confirm": "1"})
    assert why in said(page)
    assert not Grant.objects.filter(report="gallery").exists()


def test_too_many_at_once_are_refused_with_the_number(dev):
    teams = Team.objects.bulk_create([Team(name=f"T{n}", slug=f"t{n}") for n in range(600)])
    told = {**form("gallery", REPORT, teams=[]), "teams": [team.pk for team in teams]}
    assert "These are 1,200 grants. At most 1,000 go at once: choose fewer." in said(dev.post(PAGE, told))


def test_reports_chosen_in_the_catalog_are_in_the_form(dev):
    entry = Entry.objects.get(slug=REPORT)
    page = dev.post("/admin/catalog/entry/", {"action": "grant_to_teams", "_selected_action": [entry.pk]})
    assert page.context["form"].initial["reports"] == [REPORT]
    assert f'action="{PAGE}"' in page.content.decode()


def test_it_is_reached_from_the_grants(dev):
    assert f'href="{PAGE}"' in dev.get("/admin/access/grant/").content.decode()


def test_it_is_for_those_who_may_make_and_change_grants(people, ana, dev):
    people["ana"].is_staff = True
    people["ana"].save()
    assert ana.get(PAGE).status_code == 403
    assert ana.post(PAGE, form("gallery", teams=["Offers"])).status_code == 403
    assert dev.get(PAGE).status_code == 200
