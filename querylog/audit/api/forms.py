"""What is asked of whoever makes a token."""

from typing import Any

from django import forms

from querylog.audit.api.tokens import SCOPES, SEARCH, SQL, Person
from querylog.audit.guard import SEES_SQL
from querylog.models import Token

DAYS = (30, 90, 365)


class TokenForm(forms.Form):
    """What it is for, what it opens, and for how long."""

    name = forms.CharField(
        label="Name",
        max_length=Token._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"placeholder": "What it is for, such as nightly SIEM import"}),
        error_messages={"required": "Give it a name that says what it is for."},
    )
    scopes = forms.MultipleChoiceField(
        label="What it may read",
        initial=[SEARCH],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing that it may read."},
    )
    days = forms.TypedChoiceField(
        label="Ends after", choices=[(days, f"{days} days") for days in DAYS], initial=90, coerce=int
    )

    def __init__(self, *args: Any, owner: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = set() if owner.has_perm(SEES_SQL) else {SQL}
        self.fields["scopes"].choices = [each for each in SCOPES.items() if each[0] not in hidden]  # type: ignore[attr-defined]
