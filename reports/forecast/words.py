"""What is to be said of a forecast, so that nobody sees one without knowing how far it was off."""

from collections.abc import Iterator
from datetime import date

from reports.forecast.outlook import Outlook, Tried
from reports.forecast.series import Series


def sentences(series: Series, outlook: Outlook) -> str:
    """Which model, how many steps, how far off it was in how many folds, and what was done to what was measured."""
    return " ".join([*_model(series, outlook), *_limits(series, outlook), *_mended(series)])


def _model(series: Series, outlook: Outlook) -> Iterator[str]:
    ahead = counted(len(outlook.steps), series.grain)
    learnt = counted(len(series.values), series.grain)
    folds = f"in {outlook.folds} folds of a backtest"
    if outlook.chosen == outlook.baseline:
        yield f"No model was clearly better than the baseline, so it is drawn {ahead} ahead: {outlook.baseline.name}."
        yield f"Over {learnt}, {folds}, it was off by {_off(outlook.baseline)}."
        return
    yield f"{_capital(outlook.chosen.name)}, {ahead} ahead, fitted to {learnt}."
    yield f"{_capital(folds)} it was off by {_off(outlook.chosen)}."
    yield f"The baseline, {outlook.baseline.name}, was off by {_off(outlook.baseline)}."


def _limits(series: Series, outlook: Outlook) -> Iterator[str]:
    yield "Shaded: where it will lie with 80% and with 95%."
    if len(outlook.steps) < outlook.asked:
        yield f"{counted(outlook.asked, series.grain)} were asked for; this history can try out a third of its length."
    if outlook.season == 1 and series.steps.season > 1:
        least = counted(2 * series.steps.season, series.grain)
        yield f"No season was looked for: that takes {least} and the steps ahead."


def _mended(series: Series) -> Iterator[str]:
    if series.left_out:
        days = " and ".join(_day(each) for each in (series.left_out[0], series.left_out[-1])[: len(series.left_out)])
        which = (
            f"the {series.grain} of {days}" if len(series.left_out) <= 2 else f"{len(series.left_out)} {series.grain}s"
        )
        yield f"Left out, as not whole for sure: {which}."
    if series.filled:
        how = "as 0" if series.as_zero else "as values between their neighbours"
        yield f"{_capital(counted(series.filled, series.grain))} without rows count {how}."
    if series.older:
        yield f"{_capital(counted(series.older, series.grain))} before are too old to be learnt from."


def counted(count: int, grain: str) -> str:
    """So many periods: "1 week", "13 weeks"."""
    return f"{count:,} {grain}{'' if count == 1 else 's'}"


def _off(tried: Tried) -> str:
    wape = "more than can be said in percent" if tried.wape is None else f"{tried.wape:.1%}"
    return f"{wape} (WAPE; MASE {'–' if tried.mase is None else f'{tried.mase:.2f}'})"


def _day(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%-d %b %Y")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
