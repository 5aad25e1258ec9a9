"""Who the demo people are: an end user in each of three teams, the three who look after the portal, and a partner."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils.crypto import salted_hmac
from django.utils.text import slugify

from portal.access.models import Grant, Membership, RowPolicy, Team, User
from portal.catalog.models import Entry
from portal.catalog.sync import sync

WORDS = (
    "amber apple aspen badge basil birch bloom brass brook cedar chalk cider cliff cloud clove coral "
    "crane creek delta dune ember fable fern field finch flint frost ginger glade grape grove harbor hazel "
    "heron holly honey indigo iris ivory jade juniper kelp lantern larch lemon lilac linen lotus maple meadow "
    "mint moss nectar oak olive opal orchard otter pearl pebble"
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of the demo people."""

    username: str
    name: str
    role: str
    team: str = ""
    lead: bool = False
    rights: tuple[str, ...] = ()
    admin: bool = False


PEOPLE = (
    Person(
        username="ana",
        name="Ana Moreno",
        team="Shopper insights",
        lead=True,
        rights=("access.see_sql",),
        role="end user; her team has the report",
    ),
    Person(username="ben", name="Ben Okafor", team="Offers", role="end user; his team has no report yet"),
    Person(username="fay", name="Fay Lindqvist", team="Finance", role="end user; her team may view, not download"),
    Person(
        username="rae",
        name="Rae Tanaka",
        team="Shopper insights",
        rights=("access.develop_reports", "access.see_sql"),
        role="report developer; sees why a report file is broken",
    ),
    Person(username="dev", name="Dev Patel", admin=True, role="admin: people, teams, grants"),
    Person(
        username="cleo",
        name="Cleo Marsh",
        rights=("querylog.view_statement", "access.see_sql", "access.review_access"),
        role="analyst: audits every statement, and who may open what",
    ),
)
# From outside the company: she has one report, and a row policy lets through the rows of her own manufacturer alone.
PARTNER = Person(
    username="pia",
    name="Pia Novak",
    team="Home care partner",
    role="end user of a manufacturer; sees its own products alone",
)
PARTNER_REPORT, PARTNER_ROWS = "brand-scorecard", ("LOYALTY.BASKETS", "MANUFACTURER_ID", [764])
GRANTS = {"Shopper insights": True, "Finance": False}  # team: may download
CONTACTS = {"Shopper insights": "rae", "Offers": "rae", "Finance": "fay"}  # a report's owner: whom to ask
CERTIFIED, CERTIFIED_BY = "category-performance", "dev"


def make(person: Person) -> User:
    """The account, with its team and rights; one that is there already keeps its password."""
    first, _, last = person.name.partition(" ")
    user, is_new = User.objects.update_or_create(
        username=person.username,
        defaults={
            "first_name": first,
            "last_name": last,
            "email": f"{person.username}@example.com",
            "is_staff": person.admin,
            "is_superuser": person.admin,
        },
    )
    if is_new:
        user.set_password(password_of(person.username))
        user.save()
    if person.team:
        Membership.objects.get_or_create(user=user, team=team_called(person.team), defaults={"lead": person.lead})
    for right in person.rights:
        user.user_permissions.add(permission_called(right))
    return user


def open_reports(slugs: list[str]) -> None:
    """The demo grants for these reports."""
    for name, can_download in GRANTS.items():
        for slug in slugs:
            Grant.objects.get_or_create(
                team=team_called(name),
                report=slug,
                defaults={"can_download": can_download, "granted_by": "createpeople"},
            )


def let_in_the_partner() -> User:
    """The partner, with her report, and the policy that says which rows of it she sees."""
    partner, team = make(PARTNER), team_called(PARTNER.team)
    table, column, values = PARTNER_ROWS
    RowPolicy.objects.get_or_create(team=team, table=table, column=column, defaults={"values": values})
    Grant.objects.get_or_create(
        team=team, report=PARTNER_REPORT, defaults={"can_download": True, "granted_by": "createpeople"}
    )
    return partner


def fill_the_shelf() -> None:
    """An entry for each report, whom to ask for it, and one certified. What an admin has said since stays."""
    sync()
    people = {person.username: person for person in User.objects.filter(username__in=CONTACTS.values())}
    for entry in Entry.objects.filter(contact=None, declared_owner__in=CONTACTS):
        entry.contact = people.get(CONTACTS[entry.declared_owner])
        if entry.slug == CERTIFIED:
            entry.certify(entry.fingerprint, by=CERTIFIED_BY)
        entry.save()


def team_called(name: str) -> Team:
    return Team.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0]


def permission_called(right: str) -> Permission:
    app, codename = right.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def password_of(username: str) -> str:
    """The same at every start, another in every installation: drawn from the secret, or set for all by the demo."""
    if settings.PEOPLE_PASSWORD:
        return settings.PEOPLE_PASSWORD
    digest, words = salted_hmac("demo people", username).digest(), WORDS.split()
    return f"{words[digest[0] % len(words)]}-{words[digest[1] % len(words)]}-{digest[2] % 90 + 10}"
