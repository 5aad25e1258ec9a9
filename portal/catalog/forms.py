"""What people fill in: a request for access, and the answer to one."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from portal.access.models import Team

LONGEST = 1000


def not_over(until: date | None) -> date | None:
    """The last day of a grant, if it is still to come. Raises ValidationError."""
    if until and until < timezone.localdate():
        raise forms.ValidationError("This day is over. Choose today or a later one, or leave it empty for no end.")
    return until


class AskForm(forms.Form):
    """For which of her teams, and what for."""

    team = forms.ModelChoiceField(Team.objects.none(), empty_label=None, label="For your team")
    reason = forms.CharField(
        max_length=LONGEST,
        label="What do you need it for?",
        help_text="A sentence or two. Whoever decides reads it.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say in a sentence what you need it for."},
    )

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Approve, perhaps with an end, or decline with a reason."""

    until = forms.DateField(
        required=False,
        label="Until",
        help_text="The last day on which it holds. Empty: no end.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "That is not a day. Write it as 2026-12-31."},
    )
    can_download = forms.BooleanField(required=False, label="May download, too")
    answer = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Your answer",
        help_text="The person who asked reads it. Needed to decline.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decision = forms.ChoiceField(choices=[("approve", "Approve"), ("decline", "Decline")])

    def clean_until(self) -> Any:
        return not_over(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == "decline" and not cleaned.get("answer"):
            self.add_error("answer", "Say why, so that the person who asked knows what to do instead.")
        return cleaned
