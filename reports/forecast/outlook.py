"""What came of looking ahead: the steps to come, which model they are of, and how far off it was on the past."""

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Step:
    """One period to come: the forecast, and between which values it will lie with 80 and with 95 %."""

    mean: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A model and its error over all folds of the backtest.

    `wape` is the sum of the absolute errors over the sum of the absolute values; None where all values were 0 and the
    forecast was not. `mase` is the mean absolute error over that of carrying forward within the first training span;
    None where nothing changed there.
    """

    name: str
    wape: float | None
    mase: float | None


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A forecast and its error. `chosen` is `baseline` where no model was better."""

    steps: tuple[Step, ...]
    asked: int  # steps; fewer are given where the history can't try out more
    folds: int
    chosen: Tried
    baseline: Tried
    season: int
    others: tuple[Tried, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(
            **{
                **kept,
                "steps": tuple(Step(**each) for each in kept["steps"]),
                "chosen": Tried(**kept["chosen"]),
                "baseline": Tried(**kept["baseline"]),
                "others": tuple(Tried(**each) for each in kept["others"]),
            }
        )
