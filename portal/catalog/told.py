"""Who is told of a request by mail: those who decide, then the person who asked. The pages tell them in any case."""

import logging
from collections.abc import Sequence
from functools import partial
from smtplib import SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from portal.access.models import User
from portal.catalog.models import AccessRequest, Entry
from reports import registry

operations = logging.getLogger(__name__)

ASKED = """\
{person} asks to open the report "{title}" for the team {team}:

{reason}

Approve or decline here: {address}
"""
DECIDED = """\
Your request to open the report "{title}" for the team {team} was {state} by {by}{until}.
{answer}
See {address}
"""


def those_who_decide(asked: AccessRequest, entry: Entry, people: Sequence[User], *, address: str) -> None:
    """Mail each of them, once the request is kept."""
    person = asked.person.shown_name if asked.person else asked.person_name
    text = ASKED.format(person=person, title=entry.title, team=asked.team_name, reason=asked.reason, address=address)
    mail(f"{person} asks for {entry.title}", text, people)


def who_asked(asked: AccessRequest, *, address: str) -> None:
    """Mail the outcome, once it is kept."""
    if asked.person is None or not asked.person.is_active:
        return
    title = title_of(asked.report)
    until = f", until {asked.until:%-d %B %Y}" if asked.until else ""
    answer = f"\n{asked.answer}\n" if asked.answer else ""
    facts = {"title": title, "team": asked.team_name, "state": asked.state, "by": asked.decided_by_name}
    mail(
        f"{title}: {asked.state}", DECIDED.format(**facts, until=until, answer=answer, address=address), [asked.person]
    )


def title_of(slug: str) -> str:
    """The report's title as the catalog has it; its slug where that is all there is."""
    try:
        return registry.get(slug).title
    except KeyError:
        entry = Entry.objects.filter(slug=slug).first()
        return entry.title if entry else slug


def mail(subject: str, text: str, people: Sequence[User]) -> None:
    """Mail each of them, once what they are told of is kept."""
    addresses = [person.email for person in people if person.email]
    if addresses and settings.EMAIL_HOST:
        on_one_line = " ".join(subject.split())  # a line break would begin another header
        messages = [EmailMessage(on_one_line, text, to=[address]) for address in addresses]
        transaction.on_commit(partial(_send, messages))


def _send(messages: list[EmailMessage]) -> None:
    """Over one connection. A mail server that is down stops nobody: the request stands on the pages."""
    try:
        get_connection().send_messages(messages)
    except OSError as error:  # which smtplib's errors are, too
        operations.error("A mail on a request was not sent (%s).", _said(error))


def _said(error: OSError) -> str:
    """What is in the way; of what the mail server says only the number, for it may repeat the password."""
    if isinstance(error, SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    return str(error)
