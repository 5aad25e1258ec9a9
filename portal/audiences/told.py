"""Who is told by mail of an audience: those who decide, then the person who asked. The pages tell them in any case."""

from collections.abc import Sequence

from portal.access.models import User
from portal.audiences.models import AudienceRequest
from portal.catalog.told import mail, title_of

ASKED = """\
{person} asks to export {count:,} ids from the report "{title}" for the team {team}:

{purpose}

Approve or decline here: {address}
"""
DECIDED = """\
Your export of {count:,} ids from the report "{title}" was {state} by {by}.
{answer}
See {address}
"""


def those_who_decide(asked: AudienceRequest, people: Sequence[User], *, address: str) -> None:
    """Mail each of them, once the request is kept. The criteria stay here: they may name what few should see."""
    person, title = asked.person.shown_name if asked.person else asked.person_name, title_of(asked.report)
    facts = {"person": person, "count": asked.count, "title": title, "team": asked.team_name}
    mail(f"{person} asks to export an audience", ASKED.format(**facts, purpose=asked.purpose, address=address), people)


def who_asked(asked: AudienceRequest, *, address: str) -> None:
    """Mail the outcome, once it is kept."""
    if asked.person is None or not asked.person.is_active:
        return
    answer = f"\n{asked.answer}\n" if asked.answer else ""
    facts = {"count": asked.count, "title": title_of(asked.report), "state": asked.state, "by": asked.decided_by_name}
    mail(f"Audience: {asked.state}", DECIDED.format(**facts, answer=answer, address=address), [asked.person])
