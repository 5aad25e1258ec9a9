"""What a planted hole is: one edit of one file, and the tests that turn red by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Hole:
    """A mistake that somebody could make: in `file`, the text `was` gives way to `becomes`.

    `caught_by` are tests as pytest names them, with no values of their parameters; one of them has to fail.
    """

    name: str
    file: str
    was: str
    becomes: str
    caught_by: Sequence[str]

    def __str__(self) -> str:
        return self.name

    def planted_in(self, root: Path) -> str:
        """The text of the file with this hole. Raises ValueError unless the text to be replaced stands there once."""
        source = (root / self.file).read_text()
        if source.count(self.was) != 1:
            raise ValueError(f"{self.name}: {self.file} has this {source.count(self.was)} times: {self.was!r}")
        return source.replace(self.was, self.becomes)

    @property
    def is_in_the_database(self) -> bool:
        """It is planted where the tables are made, so the database has to be made anew."""
        return "/migrations/" in self.file or self.file == "querylog/roles.py"
