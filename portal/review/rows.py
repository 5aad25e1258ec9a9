"""Which people, teams and reports are rows and columns of what was asked for?"""

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from portal.access.answers import About, known_reports
from portal.access.models import Membership, Team, User
from portal.review.asked import Asked

MOST_WORDS = 10  # of a name that is looked for


def reports_asked(asked: Asked) -> tuple[list[About], list[About]]:
    """The reports by area and title, and those that are closed to everybody and so no columns."""
    found = [each for each in known_reports().values() if _is_asked(each, asked)]
    found.sort(key=lambda each: (each.area.lower(), each.title.lower(), each.slug))
    return [each for each in found if not each.closed], [each for each in found if each.closed]


def people_asked(asked: Asked) -> QuerySet[User]:
    """Everybody, by the name to sign in with; also who is switched off, to whom nothing is open."""
    found = User.objects.filter(_names(asked.person)).order_by("username")
    if asked.team:
        found = found.filter(pk__in=Membership.objects.filter(team__name__icontains=asked.team).values("user"))
    return found


def teams_asked(asked: Asked) -> QuerySet[Team]:
    """The teams by name, with how many people are in each."""
    found = Team.objects.filter(name__icontains=asked.team).annotate(people=Count("memberships")).order_by("name")
    if asked.person:
        members = Membership.objects.filter(user__in=User.objects.filter(_names(asked.person)))
        found = found.filter(pk__in=members.values("team"))
    return found


def teams_of(people: Collection[int]) -> dict[int, list[str]]:
    """The names of each person's teams."""
    found: dict[int, list[str]] = {}
    pairs = Membership.objects.filter(user__in=people).order_by("team__name").values_list("user_id", "team__name")
    for person, team in pairs:
        found.setdefault(person, []).append(team)
    return found


def _is_asked(report: About, asked: Asked) -> bool:
    title = asked.report.lower()
    return (title in report.title.lower() or title in report.slug) and asked.area.lower() in report.area.lower()


def _names(words: str) -> Q:
    """Who has each of these words in a name or in the address."""
    found = Q()
    for word in words.split()[:MOST_WORDS]:
        found &= (
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    return found
