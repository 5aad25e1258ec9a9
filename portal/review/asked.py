"""What part of the review was asked for: read from the address, with a sentence for what can't be meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django import forms
from django.utils import timezone

from portal.review.used import DAYS_LOOKED_AT

SOON = timedelta(days=30)
LONGEST = 150  # characters of a text to filter by: as long as a name may be


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which rows, columns and cells; without anything: all."""

    by: str = "people"
    person: str = ""
    team: str = ""
    report: str = ""
    area: str = ""
    only: bool = False
    unused: int | None = None
    ending: bool = False

    @property
    def picks_cells(self) -> bool:
        """Rows and columns without any such cell are left out."""
        return self.only or self.ending or self.unused is not None

    @cached_property
    def ends_by(self) -> date | None:
        return timezone.localdate() + SOON if self.ending else None

    @cached_property
    def unused_since(self) -> datetime | None:
        return timezone.now() - timedelta(days=self.unused) if self.unused is not None else None

    @property
    def in_words(self) -> str:
        """For a file and for the log."""
        said = {
            f"person holds “{self.person}”": self.person,
            f"team holds “{self.team}”": self.team,
            f"report holds “{self.report}”": self.report,
            f"area holds “{self.area}”": self.area,
            "only with access": self.only,
            f"not opened for {self.unused} days": self.unused is not None,
            f"ends within {SOON.days} days": self.ending,
        }
        return " · ".join(words for words, holds in said.items() if holds) or "everything"


class Filters(forms.Form):
    """The fields above the matrix."""

    by = forms.ChoiceField(choices=[("people", "People"), ("teams", "Teams")], required=False, widget=forms.HiddenInput)
    person = forms.CharField(required=False, max_length=LONGEST)
    team = forms.CharField(required=False, max_length=LONGEST)
    report = forms.CharField(required=False, max_length=LONGEST)
    area = forms.CharField(required=False, max_length=LONGEST)
    unused = forms.IntegerField(
        label="Not opened for … days", required=False, min_value=1, max_value=DAYS_LOOKED_AT - 1
    )
    only = forms.BooleanField(label="Only with access", required=False)
    ending = forms.BooleanField(label=f"Ends within {SOON.days} days", required=False)

    def asked(self) -> Asked:
        """What was asked for; the form is valid."""
        given: Mapping[str, object] = self.cleaned_data
        return Asked(**{**given, "by": given["by"] or "people"})  # type: ignore[arg-type]  # of the fields above
