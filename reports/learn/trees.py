"""A trained model as SQL: its trees are sums of nested conditions, so the warehouse itself can reckon with them.

Gradient boosting: J. H. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29
(2001). A prediction is a base value, and what each tree adds.
"""

from collections.abc import Sequence
from typing import Any

LONGEST = 90_000  # characters: Snowflake's own history cuts a statement at 100,000
DIGITS = 4  # of what a leaf adds: a hundredth of a cent


def as_sql(estimator: Any, names: Sequence[str], categories: Sequence[Sequence[str]], *, lowest: float) -> str:
    """What the model expects, over the columns of FEATURES; never below the lowest value that it has learned from.

    `names` are the features in the order of the model: the first ones, with `categories`, are texts.
    """
    trees = [each for (each,) in estimator._predictors]
    sums = [_number(float(estimator._baseline_prediction[0, 0])), *(_tree(each, names, categories) for each in trees)]
    return f"cast(greatest({_number(lowest)}, {' + '.join(sums)}) as float)"


def _tree(tree: Any, names: Sequence[str], categories: Sequence[Sequence[str]]) -> str:
    def below(at: int) -> str:
        node = tree.nodes[at]
        if node["is_leaf"]:
            return _number(float(node["value"]))
        left, right = below(int(node["left"])), below(int(node["right"]))
        name = f"features.{names[node['feature_idx']]}"
        if node["is_categorical"]:
            goes_left = _bits(tree.raw_left_cat_bitsets[node["bitset_idx"]])
            return _by_category(name, goes_left, categories[node["feature_idx"]], node, left, right)
        edge = repr(float(node["num_threshold"]))
        # What is missing fails any comparison, so it goes where the comparison fails.
        if node["missing_go_to_left"]:
            return f"iff({name} > {edge}, {right}, {left})"
        return f"iff({name} <= {edge}, {left}, {right})"

    return below(0)


def _by_category(name: str, goes_left: set[int], known: Sequence[str], node: Any, left: str, right: str) -> str:
    """A category that was not there when the model learned counts as missing."""
    to_left = [value for code, value in enumerate(known) if code in goes_left]
    to_right = [value for code, value in enumerate(known) if code not in goes_left]
    if node["missing_go_to_left"]:
        return f"iff({_among(name, to_right)}, {right}, {left})"
    return f"iff({_among(name, to_left)}, {left}, {right})"


def _among(name: str, values: Sequence[str]) -> str:
    quoted = ", ".join("'" + each.replace("\\", "\\\\").replace("'", "''") + "'" for each in values)
    return f"{name} in ({quoted})" if values else "false"


def _bits(words: Any) -> set[int]:
    """The numbers whose bits are set in words of 32."""
    return {place * 32 + bit for place, word in enumerate(words) for bit in range(32) if int(word) >> bit & 1}


def _number(value: float) -> str:
    rounded = round(value, DIGITS)
    return f"({rounded!r})" if rounded < 0 else repr(rounded)
