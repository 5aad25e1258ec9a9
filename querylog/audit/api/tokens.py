"""Tokens: what a program of an analyst shows to read the log. Only their digests are kept."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.utils import timezone

from querylog.audit.guard import SEES_SQL, TUNES
from querylog.errors import PorticoError
from querylog.events import record
from querylog.models import Kind, Token

Person = Any  # of the model that settings name: this floor knows no other
Who = tuple[int | None, str]  # acts: the id, if it is a person, and the name

BEGINS = "portico_"  # so that those who look for secrets in code know one when they see it
RANDOM_BYTES = 32
MOST = 20  # that one person may have at a time
READS_LOG = "querylog.view_statement"
SEARCH, SQL, EVENTS = "search", "sql", "events"
SCOPES = {
    SEARCH: "Statements: who asked what and when, and how it ended; without SQL",
    SQL: "The SQL of statements and its values, where the owner may see them",
    EVENTS: "Events: sign-ins, downloads, views, changes of rights, and what else people did",
}


class NoToken(PorticoError):
    """It can't be made; the sentence says why."""


def make(owner: Person, *, name: str, scopes: Collection[str], days: int) -> tuple[Token, str]:
    """A token, on record, and what its owner is to keep of it: nobody can show that again.

    Raises NoToken, and LogUnavailable.
    """
    _check(owner, name, scopes)
    shown = BEGINS + secrets.token_urlsafe(RANDOM_BYTES)
    now = timezone.now()
    token = Token(
        owner=owner,
        name=name,
        digest=digest_of(shown),
        scopes=[scope for scope in SCOPES if scope in scopes],
        made_at=now,
        until=now + timedelta(days=days),
    )
    with transaction.atomic():
        token.save()
        _tell(token, "made", by=(owner.pk, owner.get_username()))
    return token, shown


def revoke(token: Token, *, by: Who, why: str = "") -> None:
    """From now on it opens nothing. Raises LogUnavailable."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            _tell(token, "revoked", by=by, why=why)


def revoke_all_of(owner: Person, *, by: Who, why: str) -> None:
    """None of hers opens anything from now on. Raises LogUnavailable."""
    for token in in_force(timezone.now()).filter(owner=owner).select_related("owner"):
        revoke(token, by=by, why=why)


def revoke_without_right(*, by: Who, owner: Person = None) -> None:
    """Those of this owner, or of all, whose owner may not read the log now: they do not come back with the right."""
    found = in_force(timezone.now()).select_related("owner")
    for token in found if owner is None else found.filter(owner=owner):
        if not _may_read(token.owner):
            revoke(token, by=by, why="its owner may not read the log any more")


def known(shown: str) -> Token | None:
    """The token that was shown, as long as it is good and its owner may read the log: asked anew at each call."""
    good = Token.objects.filter(digest=digest_of(shown), revoked_at=None, until__gt=timezone.now())
    token = good.select_related("owner").first()
    return token if token and _may_read(token.owner) else None


def sees_sql(token: Token) -> bool:
    """It was made for that, and its owner may still."""
    return SQL in token.scopes and token.owner.has_perm(SEES_SQL)


def wait_of(token: Token) -> int:
    """Counts a call. 0 when it may be answered, or else in how many seconds the next one may.

    One statement of SQL that counts and refuses: processes and threads that call at once count together.
    """
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    free = Token.objects.filter(pk=token.pk).exclude(used_at=minute, calls__gte=max(settings.AUDIT_API_RATE, 1))
    calls = Case(When(used_at=minute, then=F("calls") + 1), default=1)
    return 0 if free.update(used_at=minute, calls=calls) else 60 - now.second


def seen_by(person: Person) -> QuerySet[Token]:
    """The tokens that this person sees and may revoke: her own, and everybody's if she tunes the audit."""
    tokens = Token.objects.select_related("owner")
    return tokens if person.has_perm(TUNES) else tokens.filter(owner=person)


def in_force(now: datetime) -> QuerySet[Token]:
    return Token.objects.filter(revoked_at=None, until__gt=now)


def digest_of(shown: str) -> str:
    # It is random: what would slow down a guesser of passwords has nothing to slow down here.
    return hashlib.sha256(shown.encode(errors="backslashreplace")).hexdigest()


def _may_read(owner: Person) -> bool:
    return bool(owner.is_active and owner.has_perm(READS_LOG))


def _check(owner: Person, name: str, scopes: Collection[str]) -> None:
    mine = in_force(timezone.now()).filter(owner=owner)
    if mine.filter(name=name).exists():
        raise NoToken(f"You have a token called {name} already. Give this one another name, or revoke the other first.")
    if mine.count() >= MOST:
        raise NoToken(f"You have {MOST} tokens that work, and nobody may have more. Revoke one that you don't need.")
    if SQL in scopes and not owner.has_perm(SEES_SQL):
        raise NoToken("A token can't show SQL where you may not see it yourself. Leave it out, or ask an admin for it.")


def _tell(token: Token, action: str, *, by: Who, why: str = "") -> None:
    user_id, name = by
    whose = "" if token.owner_id == user_id else f" of {token.owner.get_username()}"
    record(
        Kind.ADMIN,
        user_id=user_id,
        name=name,
        what="audit token",
        which=f"{token.name}{whose}",
        action=action,
        change=f"{', '.join(token.scopes)}; until {token.until:%Y-%m-%d}{f'; {why}' if why else ''}",
        token=token.pk,
    )
