"""Makes the world: the cast, signed in, and one of everything that an address names. A new address adds its own."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from portal.access.demo_people import PEOPLE, fill_the_shelf, make, open_reports, password_of
from portal.access.guard import viewer_for
from portal.access.models import ColumnRule, DirectoryGroup, RowPolicy, TableRule, Team, User
from portal.audiences.asking import ask as ask_for_audience
from portal.audiences.exports import sought
from portal.audiences.models import AudienceRequest
from portal.catalog.asking import ask
from portal.catalog.models import Entry
from querylog.audit.api.tokens import make as make_token
from querylog.events import record
from querylog.models import Hold, Kind, SavedSearch, Statement
from reports import registry
from reports.run.audiences import ids_of
from reports.run.press import refresh
from tests.conftest import REPORT, signed_in
from tests.portal.every_url.kinds import WITHOUT_SECOND_STEP
from tests.portal.every_url.security_key import key_for
from tests.portal.every_url.world import Json, World
from tests.portal.sign_in.codes import app_for, code_of
from tests.report_page import ReportPage
from tests.trained import have_trained

AUDIENCE = "audience-builder"
PREDICTION = "revenue-prediction"
NEW = {"new_password1": "a-much-better-one-9", "new_password2": "a-much-better-one-9"}


def make_world() -> World:
    """Made anew; the caller takes it back."""
    cache.clear()
    people = {person.username: make(person) for person in PEOPLE}
    open_reports([REPORT, AUDIENCE, PREDICTION])
    have_trained(registry.get(PREDICTION))
    fill_the_shelf()
    offers = Team.objects.get(name="Offers")
    _say_what_is_seen(offers)
    app_for(people["dev"])
    sessions = {name: _signed_in_by_password(name) for name in people}
    sessions[WITHOUT_SECOND_STEP] = _session(signed_in(people["dev"]))
    report = _open_report(people["ana"])
    report.refresh()
    return World(
        sessions=sessions,
        samples=_samples(people, offers, report),
        queries={
            "/admin/autocomplete/": {"app_label": "access", "model_name": "membership", "field_name": "user"},
            "/audit/<statement_id>/diff/": {"with": str(Statement.objects.earliest("intended_at").pk)},
        },
        bodies=_bodies(offers, report),
    )


def _samples(people: dict[str, User], offers: Team, report: ReportPage) -> dict[str, Any]:
    """A value for each parameter of an address, or for one address alone under "<address> <parameter>"."""
    entry = Entry.objects.get(slug=REPORT)
    asked, _ = ask(people["ben"], offers, entry, reason="The autumn campaign.", address="/requests/")
    alert = record(Kind.ALERT, user_id=None, name="reconcilelog", problem="unrecorded")
    key = key_for(people["ana"])
    audience = _asked_for(people)
    return {
        "slug": REPORT,
        "run": report.values["run", "data"]["run"],
        "visual": "categories",
        "format": "csv",
        "which": "us-states",
        "statement_id": Statement.objects.filter(purpose="base").latest("intended_at").pk,
        "other": Statement.objects.filter(purpose="base").earliest("intended_at").pk,
        "alert_id": alert.pk,
        "hold_id": Hold.objects.create(name="Case 11", why="A test.", by="dev").pk,
        "search_id": SavedSearch.objects.create(owner=people["cleo"], name="Slow", words="took:>5s").pk,
        "rule": "volume",
        "token_id": make_token(people["cleo"], name="a program", scopes=["search"], days=30)[0].pk,
        "person_id": people["ana"].pk,
        "name": "LOYALTY.BASKETS",
        "provider_id": "oidc",
        "organization_slug": "saml",
        "app_label": "access",
        "model": "household-spend",
        "version": 1,
        "url": "no-such-page",
        "file": "portal/base.css",
        "/requests/<pk>/ pk": asked.pk,
        "/requests/<pk>/seen/ pk": asked.pk,
        "/audiences/<pk>/ pk": audience.pk,
        "/audiences/<pk>/seen/ pk": audience.pk,
        "/reports/<slug>/audience/<pk>/download/ slug": AUDIENCE,
        "/reports/<slug>/audience/<pk>/download/ pk": audience.pk,
        "/reports/<slug>/audience/<run>/<visual>/ slug": AUDIENCE,
        "/reports/<slug>/audience/<run>/<visual>/ run": audience.run,
        "/reports/<slug>/audience/<run>/<visual>/ visual": audience.visual,
        "/view-as/person/<pk>/ pk": people["ana"].pk,
        "/view-as/team/<pk>/ pk": offers.pk,
        "/account/security/keys/<pk>/ pk": key.pk,
        "/account/security/keys/<pk>/remove/ pk": key.pk,
        **{f"/teams/<slug>/{page} slug": "shopper-insights" for page in ("", "people/", "add/")},
        **{f"/teams/<slug>/{page}/<pk>/ slug": "shopper-insights" for page in ("remove", "lead")},
        **{f"/teams/<slug>/{page}/<pk>/ pk": people["rae"].pk for page in ("remove", "lead")},
    }


def _asked_for(people: dict[str, User]) -> AudienceRequest:
    """An audience of Ana's, who leads her team: so another one decides, and has not yet."""
    viewer = viewer_for(people["ana"], AUDIENCE)
    run = refresh(registry.get(AUDIENCE), {}, viewer=viewer)
    one = sought(AUDIENCE, viewer, run=run.pk, visual="handed_on", picks=())
    team = Team.objects.get(name=viewer.team)
    return ask_for_audience(
        one, ids_of(one), person=people["ana"], team=team, purpose="The agency.", address="/audiences/"
    )


def _bodies(offers: Team, report: ReportPage) -> dict[str, dict[str, Any] | Json]:
    """What is posted to an address, for those to which an empty form says nothing."""
    return {
        "/sign-in/": {"username": "ben", "password": password_of("ben")},
        "/sign-in/again/": {"password": settings.PEOPLE_PASSWORD},
        "/account/password/": {"old_password": settings.PEOPLE_PASSWORD, **NEW},
        "/account/security/keys/<pk>/": {"name": "on the ring"},
        "/requests/<pk>/": {"decision": "approve", "answer": "", "until": ""},
        "/requests/ask/<slug>/": {"team": offers.pk, "reason": "The autumn campaign."},
        "/reports/<slug>/star/": {"on": "1"},
        "/audiences/<pk>/": {"decision": "decline", "answer": "No."},
        "/reports/<slug>/audience/<run>/<visual>/": {"purpose": "The autumn campaign."},
        "/reports/<slug>/app/_dash-update-component": Json(value=report.body("run.data", changed="refresh.n_clicks")),
        "/reports/<slug>/app/offers": Json(value={"part": "filters", "field": "department"}),
        "/teams/<slug>/add/": {"name": "fay"},
        "/teams/<slug>/lead/<pk>/": {"on": "1"},
        "/audit/integrity/<alert_id>/seen/": {"why": "A test."},
        "/audit/integrity/holds/": {"name": "Case 12", "why": "A test."},
        "/audit/integrity/holds/<hold_id>/release/": {"why": "A test."},
        "/audit/saved/": {"name": "Failed", "q": "status:failed"},
        "/audit/saved/<search_id>/": {"name": "Slower"},
        "/audit/<statement_id>/comment/": {"words": "A test."},
        "/audit/cost/budget/": {"team": "Offers", "seconds": "100"},
        "/audit/unusual/<rule>/": {"times": "3", "least": "100", "days": "28", "on": "on"},
        "/audit/tokens/": {"name": "another program", "scopes": ["search"], "days": "30"},
    }


def _say_what_is_seen(team: Team) -> None:
    """One of each for the pages of the admin site; the report reads another table."""
    TableRule.objects.create(table="LOYALTY.COUPONS")
    RowPolicy.objects.create(team=team, table="LOYALTY.COUPONS")
    ColumnRule.objects.create(team=team, table="LOYALTY.COUPONS", column="COUPON_UPC")
    Group.objects.create(name="Reviewers of Offers")
    DirectoryGroup.objects.create(name="readers")


def _signed_in_by_password(name: str) -> str:
    """The session of someone who has entered her password twice, as is asked of who changes her second steps."""
    browser = Client()
    browser.post("/sign-in/", {"username": name, "password": password_of(name)})
    browser.post(
        "/sign-in/code/" if name == "dev" else "/sign-in/again/", {"password": password_of(name), "code": code_of()}
    )
    assert browser.get("/").status_code == 200, f"{name} could not sign in."
    return _session(browser)


def _session(browser: Client) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def _open_report(user: User) -> ReportPage:
    browser = signed_in(user)
    return ReportPage(
        lambda path: browser.get(path).json(),
        lambda path, body: browser.post(path, data=body, content_type="application/json"),
    )
