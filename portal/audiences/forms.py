"""What people fill in: what an audience is for, and the answer to a request."""

from typing import Any

from django import forms

from portal.catalog.forms import LONGEST


class PurposeForm(forms.Form):
    """What for, and for whom. It is needed where somebody has to approve."""

    purpose = forms.CharField(
        max_length=LONGEST,
        label="What for, and for whom?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence what the ids are for, and who gets them."},
    )

    def __init__(self, *args: Any, approved: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = approved
        self.fields["purpose"].help_text = (
            "Whoever approves reads it, and it stands in the manifest."
            if approved
            else "It stands in the manifest. You may leave it empty."
        )


class DecideForm(forms.Form):
    """Approve, or decline with a reason."""

    answer = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Your answer",
        help_text="The person who asked reads it. Needed to decline.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decision = forms.ChoiceField(choices=[("approve", "Approve"), ("decline", "Decline")])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == "decline" and not cleaned.get("answer"):
            self.add_error("answer", "Say why, so that the person who asked knows what to do instead.")
        return cleaned
