"""How a name reads: identifiers as plain words, and the nearest match for a name that nobody has."""

import re
from collections.abc import Iterable
from difflib import get_close_matches


def spoken(identifier: str) -> str:
    """`product_category` as "Product category"."""
    words = ["ID" if word == "id" else word for word in identifier.lower().split("_") if word]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def plural(identifier: str) -> str:
    """What is counted when this column's distinct values are: `household_id` as "Households"."""
    text = spoken(re.sub(r"_id$", "", identifier.lower()))
    if re.search(r"[^aeiou]y$", text):
        return text[:-1] + "ies"
    return text if text.endswith("s") else text + "s"


def split_class_name(name: str) -> list[str]:
    """`CategoryPerformance` as ["Category", "Performance"]; runs of capitals stay together."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)


def slug(text: str, *, between: str = "-") -> str:
    """The text in small letters and digits, with `between` where anything else stood."""
    return re.sub(r"[^a-z0-9]+", between, text.lower()).strip(between)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was most likely meant, in its own spelling."""
    spelled = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), spelled, n=1, cutoff=0.65)
    return spelled[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str], *, wrap: str = "{}") -> str:
    """A short question with the nearest match, beginning with a space, or nothing."""
    match = nearest(name, known)
    return f" Did you mean {wrap.format(match)}?" if match else ""


def either(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
