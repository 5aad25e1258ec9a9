"""How texts become words that can be found: LOYALTY.BASKETS is two words, and so is household_id."""

import re

WORD = re.compile(r"[^\W_]+")
MOST_WORDS, LONGEST_WORD = 8, 40  # of what a person types


def as_words(*texts: str) -> str:
    return " ".join(word for text in texts for word in WORD.findall(text))


def words_of(typed: str) -> list[str]:
    """What a person typed, word by word. Letters and digits only, so that none of it can be taken for an operator."""
    return [word[:LONGEST_WORD] for word in WORD.findall(typed.lower())][:MOST_WORDS]
