"""Fit a model, and try it on weeks that it has not seen, against what one would say without it.

Histogram gradient boosting: G. Ke et al., "LightGBM: a highly efficient gradient boosting decision tree", NeurIPS 2017,
as scikit-learn has it. Permutation importance: L. Breiman, "Random forests", Machine Learning 45 (2001).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from reports.learn.data import Data, categories_of, floats, matrix

SEED = 20261116
# Small trees of many rows each: no leaf tells of a single household, and all of them fit into one statement of SQL.
SETTINGS: Mapping[str, Any] = {
    "loss": "squared_error",
    "max_iter": 60,
    "learning_rate": 0.08,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
    "early_stopping": False,
    "random_state": SEED,
}
SHUFFLES = 5


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A trained model with what was found out about it. `metrics` are those of the model and of each baseline."""

    estimator: Any
    categories: list[list[str]]
    lowest: float
    metrics: dict[str, dict[str, float]]
    drivers: list[tuple[str, float]]


def fit(data: Data) -> Fitted:
    """The model of these data: the same data give the same model, and the same figures."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    categories = categories_of(data)
    learned, target = matrix(data, data.learning, categories), floats(data.learning, "actual")
    tried, came = matrix(data, data.trial, categories), floats(data.trial, "actual")
    # Sums over several threads differ in their last digits from one run to the next.
    with threadpool_limits(limits=1):
        estimator = HistGradientBoostingRegressor(categorical_features=list(range(len(data.texts))), **SETTINGS)
        estimator.fit(learned, target)
        lowest = float(target.min())
        expected = np.maximum(estimator.predict(tried), lowest)
        metrics = {
            "model": _errors(came, expected),
            "carried forward": _errors(came, floats(data.trial, "carried")),
            "mean": _errors(came, np.full(len(came), target.mean())),
        }
        drivers = _drivers(estimator, data, tried, came)
    return Fitted(estimator=estimator, categories=categories, lowest=lowest, metrics=metrics, drivers=drivers)


def _errors(came: Any, expected: Any) -> dict[str, float]:
    """Mean absolute error, the sum of all errors as a share of all that came, and the explained share of variance."""
    off = np.abs(came - expected)
    unexplained = float(((came - expected) ** 2).sum())
    return {
        "mae": float(off.mean()),
        "wape": float(off.sum() / came.sum()) if came.sum() else float("nan"),
        "r2": 1 - unexplained / float(((came - came.mean()) ** 2).sum()),
    }


def _drivers(estimator: Any, data: Data, tried: Any, came: Any) -> list[tuple[str, float]]:
    """By how much the mean absolute error grows when a feature is shuffled; the largest first."""
    from sklearn.inspection import permutation_importance

    found = permutation_importance(
        estimator, tried, came, scoring="neg_mean_absolute_error", n_repeats=SHUFFLES, random_state=SEED
    )
    ranked = sorted(zip(data.names, found.importances_mean, strict=True), key=lambda each: -each[1])
    return [(name, round(float(grown), 4)) for name, grown in ranked]
