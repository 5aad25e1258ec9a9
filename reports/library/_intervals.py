"""Estimates with their 95% confidence intervals, as SQL over the columns of a query: what a Bar takes as y, low, high.

LIFT = ratio("units", "expected", label="Lift", minus=1)
lifts = Bar("Lift by placement", weeks, x="placement", **LIFT)
"""

from typing import TypedDict

from reports import Measure

Z = 1.959964  # the normal distribution has 95% within so many standard deviations


class Estimate(TypedDict):
    """An estimate and the ends of its interval, by the names that a Bar has for them."""

    y: Measure
    low: Measure
    high: Measure


def in_row(estimate: Estimate) -> list[Measure]:
    """The estimate and both ends, as columns of a Table."""
    return [estimate["y"], estimate["low"], estimate["high"]]


def ratio(top: str, bottom: str, *, label: str, format: str = "percent", minus: int = 0) -> Estimate:
    """One sum over another, less `minus`, where each row is a cluster that varies as a whole: a product, a week.

    The variance is that of the ratio estimator (William G. Cochran, Sampling Techniques, 1977, chapter 6).
    """
    of = f"(sum({top}) / nullif(sum({bottom}), 0))"
    apart = f"sum({top} * {top}) - 2 * {of} * sum({top} * {bottom}) + {of} * {of} * sum({bottom} * {bottom})"
    # Where no cluster differs from the others, rounding may leave a little less than nothing.
    error = f"sqrt(greatest({apart}, 0) * count(*) / nullif(count(*) - 1, 0)) / nullif(abs(sum({bottom})), 0)"
    return between(f"{of} - {minus}" if minus else of, error, label=label, format=format)


def share(part: str, whole: str, *, label: str) -> Estimate:
    """How many of how many, with the score interval (Edwin B. Wilson, Probable Inference, 1927): also right for few."""
    of = f"({part}) / nullif({whole}, 0)"
    around = f"(1 + {Z * Z} / nullif({whole}, 0))"
    centre = f"({of} + {Z * Z} / (2 * nullif({whole}, 0)))"
    spread = f"{of} * (1 - {of}) / nullif({whole}, 0) + {Z * Z / 4} / nullif({whole} * {whole}, 0)"
    reach = f"{Z} * sqrt({spread})"
    return {
        "y": Measure(of, label=label, format="percent"),
        "low": Measure(f"({centre} - {reach}) / {around}", label="95% from", format="percent"),
        "high": Measure(f"({centre} + {reach}) / {around}", label="95% to", format="percent"),
    }


def between(estimate: str, error: str, *, label: str, format: str) -> Estimate:
    """An estimate, and 1.96 times its standard error below and above it."""
    return {
        "y": Measure(estimate, label=label, format=format),
        "low": Measure(f"{estimate} - {Z} * {error}", label="95% from", format=format),
        "high": Measure(f"{estimate} + {Z} * {error}", label="95% to", format=format),
    }
