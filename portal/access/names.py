"""What can be the name of an account? Names out of a company's directory hold apostrophes, # and more."""

from django.core.exceptions import ValidationError


def can_be_a_name(name: str) -> bool:
    """True when all of it can be seen, and nothing else stands around it."""
    return name.isprintable() and name == name.strip()


def check_name(name: str) -> None:
    """Raises ValidationError where it can't be a name."""
    if not can_be_a_name(name):
        raise ValidationError("A name is of characters that can be seen, with no space before or after it.")
