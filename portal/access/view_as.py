"""Begin and end to see the portal as somebody else does, and tell whether one does.

The session on the server names the viewing; a browser holds nothing of it but the key of that session.
"""

from typing import Any

from django.contrib.auth.middleware import get_user
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from portal.access.addresses import address_of
from portal.access.models import User, Viewing
from portal.access.someone import SomeoneOf
from portal.access.viewings import LASTS, obstacle
from querylog.events import record, record_if_possible
from querylog.models import Kind

KEPT_AS = "viewing"  # in the session


class CannotViewAs(Exception):
    """Says why, for the admin who tried."""


def begin(request: HttpRequest, admin: User, whom: User | SomeoneOf, *, reason: str = "") -> Viewing:
    """From the next request on, this session sees the portal as they do. What is not on record does not begin.

    Raises CannotViewAs, and LogUnavailable.
    """
    if problem := cannot(admin, whom):
        raise CannotViewAs(problem)
    of_whom: dict[str, Any] = {"team": whom.team} if isinstance(whom, SomeoneOf) else {"person": whom}
    with transaction.atomic():
        Viewing.objects.filter(admin=admin, until__lte=timezone.now()).delete()  # of browsers that never came back
        viewing = Viewing(admin=admin, called=whom.get_username(), until=timezone.now() + LASTS, **of_whom)
        viewing.save()
        now = {"until": f"{viewing.until:%H:%M} UTC", "address": address_of(request)}
        record(Kind.PERMISSION, **_facts(viewing, "begun"), reason=reason, now=now)
    request.session.cycle_key()
    request.session[KEPT_AS] = viewing.pk
    return viewing


def cannot(admin: User, whom: User | SomeoneOf) -> str:
    """A sentence on why this admin may not; nothing when she may."""
    why = obstacle(admin, whom)
    return f"You can't see Portico as {whom.shown_name} does: {why}." if why else ""


def end(request: HttpRequest, viewing: Viewing, *, why: str) -> None:
    """The session sees the portal as its admin's again. Of several requests that end it, one writes it down."""
    deleted, _ = Viewing.objects.filter(pk=viewing.pk).delete()
    if deleted:
        record_if_possible(Kind.PERMISSION, **_facts(viewing, "ended"), reason=why)
    request.session.pop(KEPT_AS, None)
    request._viewing, request._no_longer = None, ""  # type: ignore[attr-defined]


def viewing_of(request: HttpRequest) -> Viewing | None:
    """The viewing that this request is made in, if it is; looked for once."""
    if not hasattr(request, "_viewing"):
        request._viewing, request._no_longer = _found(request)  # type: ignore[attr-defined]
    return known_viewing_of(request)


def known_viewing_of(request: HttpRequest) -> Viewing | None:
    """As `viewing_of`, as far as it is known without a look at the database."""
    return getattr(request, "_viewing", None)


def why_no_longer(request: HttpRequest) -> str:
    """A sentence, if the session was in a viewing until this request; nothing otherwise."""
    viewing_of(request)
    return str(request._no_longer)  # type: ignore[attr-defined]


def _found(request: HttpRequest) -> tuple[Viewing | None, str]:
    admin = get_user(request)  # first: with it a session is emptied that is not good any more
    kept = request.session.get(KEPT_AS)
    if kept is None or not isinstance(admin, User):
        return None, ""
    viewing = Viewing.objects.select_related("person", "team").filter(pk=kept, admin=admin).first()
    if viewing is None:
        del request.session[KEPT_AS]
        return None, "You no longer see Portico as somebody else does."
    viewing.admin = admin
    if why := viewing.over:
        end(request, viewing, why=why)
        return None, f"You no longer see Portico as {viewing.called} does: {why}."
    return viewing, ""


def _facts(viewing: Viewing, action: str) -> dict[str, Any]:
    """For an event that stands in the histories of both."""
    concerned = {"access.user": viewing.person_id, "access.team": viewing.team_id}
    return {
        "user_id": viewing.admin_id,
        "name": viewing.admin.get_username(),
        "team": viewing.team.name if viewing.team else "",
        "viewing": viewing.pk,
        "what": "view as",
        "which": viewing.called,
        "action": action,
        "about": [viewing.person_id] if viewing.person_id else [],
        "concerns": [f"{what}:{pk}" for what, pk in concerned.items() if pk],
    }
