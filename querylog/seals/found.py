"""What a check of the seals has looked at and found."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Difference:
    """Something that is not as it was sealed, in a sentence."""

    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass
class Checked:
    """What was looked at, and what is wrong."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    dropped: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def wrong(self, sentence: str) -> None:
        self.differences.append(Difference(sentence))
