"""Words of a search as the log may keep them: whoever finds a hidden value types it, and it is to stay hidden."""

import re
from functools import reduce
from operator import or_

from django.db.models import Q

from querylog.audit.conditions import HIDES
from querylog.models import Statement
from querylog.sensitive import HIDDEN, found_by

MOST_WORDS = 40
PHRASE = re.compile(r'"([^"]+)"')
SEPARATORS = re.compile(r"[\s,;|()\"]+")


def without_hidden(text: str) -> str:
    """The same text; where a part of it is exactly a value that the log hides, a mark stands for it."""
    parts = _parts(text)
    if not parts or not _hidden(parts):
        return text
    # The longest first: a value may be a part of another one.
    for part in sorted((each for each in parts if _hidden([each])), key=len, reverse=True):
        text = text.replace(part, HIDDEN)
    return text


def _parts(text: str) -> list[str]:
    """What of it may be a value: the whole, a phrase in quotes, a word, and what stands behind a qualifier's colon."""
    words = SEPARATORS.split(text)
    behind = [word.partition(":")[2] for word in words]
    found = dict.fromkeys([text.strip(), *PHRASE.findall(text), *words, *behind])
    return [part for part in found if part][:MOST_WORDS]


def _hidden(parts: list[str]) -> bool:
    """Whether a statement hides one of these values."""
    held = reduce(or_, (Q(binds__contains=hidden) for part in parts for hidden in found_by(part)))
    return Statement.objects.filter(HIDES, held).exists()
