"""Sessions that are over: Django keeps their rows until somebody asks it to remove them."""

from django.core.management import call_command


def forget_the_ended() -> None:
    """Remove them. Who is signed in stays so."""
    call_command("clearsessions")
