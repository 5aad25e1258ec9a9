"""What may go wrong while services start, said in one sentence."""


class CannotStart(Exception):
    """A sentence that says what is in the way and what to do about it."""
