"""What is wrong with a search, in a sentence for the one who typed it."""

from querylog.errors import PorticoError


class NotASearch(PorticoError):
    """A term of it can't be read."""
