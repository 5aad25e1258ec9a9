"""One thing that is wrong with a report file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A line of the file, and a sentence: what was found there, what was expected, what to do.

    `rule` is the kind of check that found it; "file" is a file that can't be read at all.
    """

    line: int
    text: str
    rule: str = "file"
