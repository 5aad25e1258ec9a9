"""What the review says is what the guard does: the page, the counts and the file, in set-ups drawn at random."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.access.answers import known_reports
from portal.access.models import Grant, Membership, Team, User
from portal.access.rights import right_to
from portal.catalog.models import Entry
from reports import registry
from tests.portal.review.pages import all_columns_of, csv_of, open_cells, page_of

CASES = 12
ASKED = [{}, {"only": "on"}, {"ending": "on"}, {"unused": 30}, {"unused": 30, "ending": "on"}, {"team": "1"}]


@pytest.fixture
def set_up(cleo, opened):
    """Teams, people and grants of every kind, by the roll of these dice."""

    def draw(seed: int) -> list[User]:
        dice = random.Random(seed)  # noqa: S311 - it is to be the same each time
        today = timezone.localdate()
        Grant.objects.all().delete()
        Team.objects.all().delete()
        User.objects.filter(username__startswith="p").delete()
        slugs = [each.slug for each in registry.all()]
        teams = [Team.objects.create(name=f"Team {number}", slug=f"team-{number}") for number in range(4)]
        people = [
            User.objects.create(username=f"p{number}", is_active=dice.random() < 0.85, is_superuser=number == 0)
            for number in range(7)
        ]
        for person in people:
            for team in dice.sample(teams, dice.randrange(4)):
                Membership.objects.create(user=person, team=team)
        for team in teams:
            for slug in dice.sample([*slugs, "no-such-report"], 4):
                days = dice.choice([None, -1, 0, 1, 30, 31, 200])
                until = None if days is None else today + timedelta(days=days)
                Grant.objects.create(team=team, report=slug, until=until, can_download=dice.random() < 0.5)
        for person in people:
            opened(person, dice.choice(slugs), days=dice.choice([1, 29, 31, 200]))
        Entry.objects.update(archived=False)
        Entry.objects.filter(slug=dice.choice(slugs)).update(archived=True)
        return people

    return draw


@pytest.mark.parametrize("seed", range(CASES))
def test_the_page_the_file_and_the_guard_agree(cleo, set_up, seed):
    people = set_up(seed)
    titles = {slug: each.title for slug, each in known_reports().items()}
    guarded = {
        (user.username, titles[report.slug], "download" if right.may_download else "view")
        for user in people
        for report in registry.all()
        if (right := right_to(user, report.slug))
    }
    assert open_cells(all_columns_of(cleo, person="p")) == guarded
    for asked in ASKED:
        assert open_cells(all_columns_of(cleo, **asked)) == {
            (line["name"], line["title"], line["right"]) for line in csv_of(cleo, **asked) if line["right"] != "none"
        }


@pytest.mark.parametrize("seed", range(4))
def test_what_ends_soon_and_what_is_unused_is_counted_as_it_is_shown(cleo, set_up, seed):
    set_up(100 + seed)
    for asked in ASKED:
        shown = open_cells(all_columns_of(cleo, **asked))
        assert f"<strong>{len(shown)}</strong>" in page_of(cleo, **asked)
