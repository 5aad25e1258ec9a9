"""Who is there: people, the teams that they are in, by hand or by a group, and the reports that a team was granted."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.access.names import check_name
from portal.access.policies import Attribute, ColumnRule, RowPolicy, TableRule
from portal.access.viewings import Viewing

__all__ = [
    "Attribute",
    "ColumnRule",
    "DirectoryGroup",
    "FailedSignIn",
    "Grant",
    "GrantQuerySet",
    "Membership",
    "RowPolicy",
    "TableRule",
    "Team",
    "TeamGroup",
    "User",
    "Viewing",
]


class User(AbstractUser):
    """A person who signs in."""

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        permissions = [
            ("develop_reports", "Can see why a report file is broken"),
            ("view_as", "Can see the portal as somebody else does"),
            ("see_sql", "Can see the SQL behind what is open to them, and its values"),
            ("review_access", "Can see who may open what: the access review"),
        ]

    username = models.CharField(
        max_length=150,
        unique=True,
        validators=[check_name],
        error_messages={"unique": "A person with this name is there already."},
    )

    # Part of what a session is checked against: a higher number ends all sessions there are.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    # What the company's identity provider says by SCIM; portal.provisioning has the rest. Code of the version before
    # adds people too, while a new one comes in: so the database has the defaults.
    scim_external_id = models.CharField(
        max_length=254, blank=True, default="", db_default="", editable=False, help_text="Its own id of her."
    )
    scim_deleted = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="She was deleted there."
    )
    switched_off_by_scim = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Else an admin did it, and only an admin undoes it."
    )

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Ends the sessions of somebody who is switched off, so that none comes back when she is switched on again."""
        if update_fields is None or "is_active" in update_fields:
            if self.is_active:
                self.switched_off_by_scim = False
            else:
                self.sessions_ended += 1
            also = {"sessions_ended", "switched_off_by_scim"}
            update_fields = None if update_fields is None else {*update_fields, *also}
        super().save(*args, update_fields=update_fields, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        checked = f"{self.password} {self.sessions_ended}"
        return salted_hmac("portal.access.session", checked, secret=secret, algorithm="sha256").hexdigest()

    @property
    def shown_name(self) -> str:
        """The full name, or the one to sign in with."""
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """One or two letters that stand for this person in the bar."""
        words = self.get_full_name().split() or [self.username]
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


class Team(models.Model):
    """People who may open the same reports."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="teams")

    # Limits of what the team asks of Snowflake. Empty: the portal's own setting, or none.
    most_running = models.PositiveIntegerField(
        "queries at once", null=True, blank=True, help_text="Empty: TEAM_RUNNING decides."
    )
    most_waiting = models.PositiveIntegerField(
        "queries that may wait", null=True, blank=True, help_text="For their turn. Empty: TEAM_WAITING decides."
    )
    statement_seconds = models.PositiveIntegerField(
        "longest query, in seconds", null=True, blank=True, help_text="Empty: STATEMENT_TIMEOUT_SECONDS decides."
    )
    day_seconds = models.PositiveIntegerField(
        "warehouse time a day, in seconds", null=True, blank=True, help_text="Empty: no limit."
    )
    base_bytes = models.PositiveBigIntegerField(
        "bytes that one query may read",
        null=True,
        blank=True,
        help_text="Asked of Snowflake's plan before it runs. Empty: no limit.",
    )

    # Code of the version before adds teams too, while a new one comes in: so the database has the default.
    approves_audiences = models.BooleanField(
        "audience exports need approval",
        default=False,
        db_default=False,
        help_text="Before ids leave the portal, a lead of the team approves each export: its ids, and what for.",
    )

    class Meta:
        ordering = ["name"]
        permissions = [("manage_members", "Can say who is in any team and who leads it; grants nothing")]

    def __str__(self) -> str:
        return self.name


class CameBy(models.TextChoices):
    """How a membership came about."""

    HAND = "hand", "by hand"
    SSO = "sso", "by a group"
    SCIM = "scim", "by a group of the directory"


class Membership(models.Model):
    """That a person is in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name="person"
    )
    lead = models.BooleanField(default=False, help_text="Answers when someone asks for access to the team's reports.")
    came_by = models.CharField(
        max_length=10,
        choices=CameBy.choices,
        default=CameBy.HAND,
        editable=False,
        help_text="What came by a group ends with it: at the next sign-in, or at once where a directory tells of it. "
        "What was made by hand stays.",
    )

    class Meta:
        verbose_name = "member"
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="a_person_is_in_a_team_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class TeamGroup(models.Model):
    """That people of a group, which the identity provider names as they sign in or by SCIM, are in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="groups")
    group = models.CharField(max_length=255, help_text="As the identity provider writes it, to the letter.")

    class Meta:
        verbose_name = "group"
        ordering = ["group"]
        constraints = [models.UniqueConstraint(fields=["team", "group"], name="a_group_is_mapped_to_a_team_once")]

    def __str__(self) -> str:
        return f"{self.group} → {self.team}"


class DirectoryGroup(models.Model):
    """A group as the company's identity provider tells of it by SCIM; a TeamGroup of the same name makes it count."""

    name = models.CharField(max_length=255, unique=True)
    scim_external_id = models.CharField(max_length=254, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="directory_groups")

    class Meta:
        verbose_name, verbose_name_plural = "group of the directory", "groups of the directory"
        default_permissions = ()
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants, narrowed."""

    def in_force(self, on: date | None = None) -> "GrantQuerySet":
        """Those that have not ended. The clock decides: TODAY moves the data in a demo, never a right."""
        day = on or timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gte=day))

    @transaction.atomic
    def give(
        self, team: Team, report: str, *, can_download: bool, until: date | None, by: str, widen: bool = False
    ) -> "Grant":
        """The team's grant of the report, which gives this from now on; `widen` takes nothing of what it gave before.

        It is made by whoever changed last what it gives. Two who give at once come one after the other.
        """
        made = {"can_download": can_download, "until": until, "granted_by": by}
        grant, is_new = self.select_for_update().get_or_create(team=team, report=report, defaults=made)
        if not is_new and grant.becomes(can_download=can_download, until=until, widen=widen):
            grant.is_by(by)
            grant.save()
        return grant


class Grant(models.Model):
    """That a team may open a report."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="grants")
    report = models.SlugField(max_length=100, help_text="The report's slug: its file's name.")
    can_download = models.BooleanField("may download", default=False)
    until = models.DateField(null=True, blank=True, help_text="The last day on which it holds. Empty: no end.")
    granted_by = models.CharField(
        max_length=150, blank=True, editable=False, help_text="Kept when the account is gone."
    )
    granted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["team__name", "report"]
        constraints = [models.UniqueConstraint(fields=["team", "report"], name="a_team_is_granted_a_report_once")]

    def __str__(self) -> str:
        return f"{self.team}: {self.report}"

    def is_by(self, name: str) -> None:
        """What it gives is this person's word, as of now."""
        self.granted_by, self.granted_at = name, timezone.now()

    def becomes(self, *, can_download: bool, until: date | None, widen: bool) -> bool:
        """Give this from now on, or with `widen` this, too. True when that is something else than before."""
        before = self.can_download, self.until
        if widen:
            self.widen(can_download=can_download, until=until)
        else:
            self.can_download, self.until = can_download, until
        return before != (self.can_download, self.until)

    def widen(self, *, can_download: bool, until: date | None) -> None:
        """From now on it gives this, too: it is never shortened and loses nothing. What has ended begins anew."""
        ended = self.until is not None and self.until < timezone.localdate()
        self.can_download = can_download or (self.can_download and not ended)
        later = max(self.until, until) if self.until and until else None  # no end is the latest
        self.until = until if ended else later


class FailedSignIn(models.Model):
    """A wrong password, kept for a day so that guessing can be slowed."""

    # A digest of what is counted together, such as name and address: people type passwords into the name field.
    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["who", "at"], name="failures_of_one_name")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
