"""An entry per declared report, the stars that people gave, and who asked for what."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.catalog.words import as_words


def _document(**weights: str) -> models.GeneratedField:
    """A full text document of these columns by weight: words as they are written, and by their English stems."""
    vectors = [
        SearchVector(column, weight=weight, config=config)
        for column, weight in weights.items()
        for config in ("simple", "english")
    ]
    expression: Any = vectors[0]
    for vector in vectors[1:]:
        expression = expression + vector
    return models.GeneratedField(expression=expression, output_field=SearchVectorField(), db_persist=True)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, narrowed."""

    def on_the_shelf(self) -> "EntryQuerySet":
        """Those of reports that there are and that nobody has put away."""
        return self.filter(gone=False, archived=False)

    def put_away(self) -> "EntryQuerySet":
        """Archived by an admin, or because the file has gone: open to nobody."""
        return self.filter(Q(gone=True) | Q(archived=True))


class Entry(models.Model):
    """What the catalog knows of a report: what its file says, and what admins say of it."""

    slug = models.SlugField("address", max_length=100, unique=True, editable=False)

    # As the file has it: written by syncreports, and by nobody else.
    title = models.CharField(max_length=200, editable=False)
    question = models.TextField(editable=False)
    declared_owner = models.CharField("owner", max_length=200, editable=False)
    declared_area = models.CharField(max_length=200, editable=False)
    declared_tags = ArrayField(models.CharField(max_length=200), editable=False, default=list)
    tables = ArrayField(models.CharField(max_length=600), editable=False, default=list)
    columns = ArrayField(models.CharField(max_length=300), editable=False, default=list)
    fingerprint = models.CharField("version", max_length=64, editable=False)
    gone = models.BooleanField("file has gone", default=False, editable=False)

    # As admins have it.
    area = models.CharField(max_length=80, blank=True, help_text="Empty: the one in the file.")
    tags = ArrayField(
        models.CharField(max_length=40),
        blank=True,
        default=list,
        help_text="With commas between. Empty: those in the file.",
    )
    order = models.IntegerField("place", default=0, help_text="Within its area: small numbers first, then by title.")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whom to ask. Is told when someone asks for access, and decides.",
    )
    listed = models.BooleanField(
        default=True,
        help_text="Others find its title and question, and can ask for it. Else it is to them as if it did not exist.",
    )
    archived = models.BooleanField(default=False, help_text="Closed to everybody. Its entry and its grants are kept.")
    certified_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    certified_by = models.CharField(max_length=150, blank=True, editable=False)
    certified_at = models.DateTimeField(null=True, editable=False)

    # For the search. What a person may find of a report that is closed to her is in the title and the question alone.
    about = models.TextField(editable=False, help_text="Tags, area, owner, contact.")
    data = models.TextField(editable=False, help_text="Tables and columns, as words.")
    document_shown = _document(title="A", question="B")
    document = _document(title="A", question="B", about="C", data="D")

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = "report"
        default_permissions = ("view",)
        permissions = [("manage_catalog", "Can manage the catalog: areas, tags, owners, who finds it, certification")]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_area(self) -> str:
        return self.area or self.declared_area

    @property
    def shown_tags(self) -> list[str]:
        return self.tags or self.declared_tags

    @property
    def is_put_away(self) -> bool:
        return self.gone or self.archived

    def is_certified(self, fingerprint: str) -> bool:
        """Was this very version certified?"""
        return bool(self.certified_fingerprint) and self.certified_fingerprint == fingerprint

    def was_certified(self, fingerprint: str) -> bool:
        """Was another version certified, but not this one?"""
        return bool(self.certified_fingerprint) and self.certified_fingerprint != fingerprint

    def certify(self, fingerprint: str, *, by: str) -> None:
        """From now on this version bears the badge; save it."""
        self.certified_fingerprint, self.certified_by, self.certified_at = fingerprint, by, timezone.now()

    def take_certification_away(self) -> None:
        self.certified_fingerprint, self.certified_by, self.certified_at = "", "", None

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.gather_words()
        super().save(*args, **kwargs)

    def gather_words(self) -> None:
        """What the search looks through besides the title and the question."""
        contact = self.contact.shown_name if self.contact else ""
        self.about = as_words(*self.shown_tags, self.shown_area, self.declared_owner, contact)
        self.data = as_words(*self.tables, *self.columns)


class Favourite(models.Model):
    """That a person gave a report a star."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    report = models.SlugField(max_length=100)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "report"], name="a_person_stars_a_report_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.report}"


class AccessRequest(models.Model):
    """That a person asked for a report for one of her teams, and what came of it. It outlives all of them."""

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        DECLINED = "declined"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="access_requests"
    )
    person_name = models.CharField(max_length=150, help_text="Kept when the account is gone.")
    team = models.ForeignKey("access.Team", null=True, on_delete=models.SET_NULL, related_name="access_requests")
    team_name = models.CharField(max_length=80, help_text="Kept when the team is gone.")
    report = models.SlugField(max_length=100)
    reason = models.TextField(max_length=1000)
    asked_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=1000, blank=True)
    can_download = models.BooleanField("may download", default=False)
    until = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="When the person put the outcome away.")

    class Meta:
        ordering = ["-asked_at"]
        default_permissions = ("view",)
        permissions = [("decide_requests", "Can decide who gets access: every request, whoever owns the report")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "team", "report"], condition=Q(state="open"), name="a_person_asks_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["state", "report"], name="requests_by_state")]

    def __str__(self) -> str:
        return f"{self.report} for {self.team_name}, asked by {self.person_name}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def decide(self, state: "AccessRequest.State", *, by: Any, answer: str) -> None:
        self.state, self.answer, self.decided_at = state, answer, timezone.now()
        self.decided_by, self.decided_by_name = by, by.get_username()

    def allow(self, *, until: date | None, can_download: bool) -> None:
        self.until, self.can_download = until, can_download
