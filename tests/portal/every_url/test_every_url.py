"""What each kind of person gets at every address stands in table.txt, and nothing outside of it passes."""

import pytest

from tests.portal.every_url.kinds import KINDS, Kind, kinds_called
from tests.portal.every_url.table import FILE, METHODS, Row, as_lines, columns, rows, rows_for
from tests.portal.every_url.world import World, outcome
from tests.portal.walking import Place, beside_the_resolver, places

pytestmark = pytest.mark.django_db
EVERYWHERE = [*places(), *beside_the_resolver()]
REFUSED = {"sign-in", "again", "400", "401", "403", "404", "405"}
STALE = "This page was open for too long"
SAML = "/sso/<organization_slug>/"  # not there where its library is not installed
SCIM = ("", "Users", "Groups", "ServiceProviderConfig", "ResourceTypes", "Schemas")
AUDIT_API = ("", "<rest>", "statements", "statements/<statement_id>", "events", "qualifiers", "openapi.json")
NEEDS_NO_TOKEN = {  # what answers a POST without a token of ours, and why it may
    "/healthz": "changes nothing and knows no person",
    "/readyz": "changes nothing and knows no person",
    "/static/<file>": "changes nothing and knows no person",
    "/sso/<organization_slug>/acs/": "the identity provider posts here; what it says is signed",
    **{f"/scim/v2/{each}": "a directory posts here, with a token of its own; no session opens it" for each in SCIM},
    **{f"/audit/api/v1/{each}": "only reads, for a token of its own; no session opens it" for each in AUDIT_API},
}


def by_name(kind: Kind) -> str:
    return kind.name


def test_every_address_has_its_row(world: World):
    missing = [(method, place) for place in EVERYWHERE for method in METHODS if not rows_for(method, place.written)]
    if not missing:
        return
    ready = "\n".join(as_lines([_as_it_is(world, *each) for each in missing]))
    pytest.fail(
        f"These addresses have no row in {FILE.name}. Where one names something, give it a sample in made.py, where "
        f"one is posted to, a body. If this is then what people should get, add:\n\n{ready}\n",
        pytrace=False,
    )


def _as_it_is(world: World, method: str, place: Place) -> Row:
    gets = {kind.name: world.gets(kind, method, place) for kind in KINDS}
    return Row(method=method, written=place.written, gets=gets)


def test_every_row_has_its_address():
    there = [(method, place.written) for place in EVERYWHERE for method in METHODS]
    idle = [row for row in rows() if not any(row.covers(*each) for each in there) and SAML not in row.written]
    said = "\n".join(f"{row.method} {row.written}" for row in idle)
    assert not idle, f"The portal has no such address any more. Take out of {FILE.name}:\n{said}"


def test_no_address_has_two_rows():
    twice = [place.written for place in EVERYWHERE for method in METHODS if len(rows_for(method, place.written)) > 1]
    assert not twice, f"Two rows of {FILE.name} are about {twice}: which one holds?"


def test_the_table_has_a_column_for_each_kind_of_person():
    assert columns() == [kind.name for kind in KINDS]


@pytest.mark.parametrize("kind", KINDS, ids=by_name)
def test_each_person_gets_what_the_table_says(world: World, kind: Kind):
    told = [
        f"{method:4} {place.written}: got {world.gets(kind, method, place)}, the table says {row.gets[kind.name]}"
        for place in EVERYWHERE
        for method in METHODS
        for row in rows_for(method, place.written)
        if world.gets(kind, method, place) != row.gets[kind.name]
    ]
    _none_of(told, kind)


@pytest.mark.parametrize("kind", kinds_called("nobody", "lost", "dev"), ids=by_name)
def test_no_other_method_gives_more(world: World, kind: Kind):
    told = []
    for place in EVERYWHERE:
        known = {world.gets(kind, method, place) for method in METHODS}
        for method in ("HEAD", "PUT", "DELETE", "OPTIONS"):
            answer = world.answer(kind, method, place)
            just_says_which_methods = method == "OPTIONS" and answer.headers.get("Content-Length") == "0"
            if not known | REFUSED >= {outcome(answer)} and not just_says_which_methods:
                told.append(f"{method} {place.written}: {outcome(answer)}, where GET and POST give {sorted(known)}")
    _none_of(told, kind)


@pytest.mark.parametrize("kind", kinds_called("ana", "dev"), ids=by_name)
def test_what_changes_something_is_refused_without_its_token(world: World, kind: Kind):
    told = []
    for place in EVERYWHERE:
        answer = world.answer(kind, "POST", place, token="")
        refused = answer.status_code == 403 and STALE in answer.content.decode()
        if not refused and place.written not in NEEDS_NO_TOKEN:
            told.append(f"POST {place.written} without a token: {outcome(answer)}")
    _none_of(told, kind)


def _none_of(told: list[str], kind: Kind) -> None:
    if told:
        pytest.fail("\n".join([f"{kind.told}:", *told]), pytrace=False)
