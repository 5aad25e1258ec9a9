"""Read one hostile value from a form as what its field's kind allows, or say in a sentence why not."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from reports.declare.dates import PRESETS
from reports.declare.fields import Field, Kind, kind_of
from reports.declare.values import Choices, DateRange, Emptiness, Match, Number, NumberRange, Value, YesNo
from reports.declare.words import did_you_mean

MOST_CHOICES = 10_000
MOST_PARTS = 100  # of texts to look for inside of values
LONGEST_TEXT = 1_000
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class Refused(Exception):
    """A value that a field can't take: what was found, what was expected, what to do."""


def read(field: Field, given: Any, *, today: date) -> Value | None:
    """What was chosen, or None when the field is not filtered; raises Refused and nothing else, whatever is given."""
    value = None if given is None or given in ({}, []) else _read(field, given, today)
    if value is None and field.required:
        raise Refused(f"{field.label} has to be chosen before this report can run.")
    return value


def shown(given: Any) -> str:
    """A hostile value, short enough to repeat in a sentence."""
    try:
        text = given if isinstance(given, str) else json.dumps(given, default=lambda _: "something")
    except (ValueError, TypeError, RecursionError):
        text = "something"
    text = "".join(letter if letter.isprintable() else "�" for letter in text[:60]) + ("…" if len(text) > 60 else "")
    return f'"{text}"' if isinstance(given, str) else text


def _read(field: Field, given: Any, today: date) -> Value | None:
    if isinstance(given, dict) and set(given) == {"empty"}:
        empty = given["empty"]
        if not isinstance(empty, bool):
            raise Refused(f'{shown(empty)} is neither yes nor no. Send {{"empty": true}} or {{"empty": false}}.')
        return Emptiness(empty=empty)
    return _READERS[Kind(field.kind)](field, given, today)


def _read_dates(field: Field, given: Any, today: date) -> DateRange:
    if not isinstance(given, dict) or not ({"preset"} == set(given) or set(given) <= {"from", "to"}):
        raise Refused(f'{shown(given)} is not a range of dates. Send {{"preset": …}}, or {{"from": …, "to": …}}.')
    if "preset" in given:
        preset = given["preset"]
        if not isinstance(preset, str) or preset not in PRESETS:
            meant = did_you_mean(preset[:100], PRESETS) if isinstance(preset, str) else ""
            raise Refused(f"{shown(preset)} is not a range we know.{meant} Choose one of: {', '.join(PRESETS)}.")
        first, last = PRESETS[preset].days(today)
        return DateRange(first=first, last=last, preset=preset)
    first, last = _read_day(given.get("from")), _read_day(given.get("to"))
    if first is None and last is None:
        raise Refused("the range has neither a first nor a last day. Choose one of them, or a preset.")
    if first and last and first > last:
        raise Refused(f"the first day, {first}, is after the last day, {last}. Exchange them.")
    return DateRange(first=first, last=last)


def _read_day(given: Any) -> date | None:
    if given is None:
        return None
    try:
        day = date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise Refused(f"{shown(given)} is not a day. Write it as YYYY-MM-DD, for example 2026-11-15.")
    if not EARLIEST <= day <= LATEST:
        raise Refused(f"{day} is out of reach. Choose a day from {EARLIEST} to {LATEST}.")
    return day


def _read_choices(field: Field, given: Any, today: date) -> Choices | None:
    match, given = _match_and_values(field, given)
    if not isinstance(given, list):
        raise Refused(f"{shown(given)} is not a list of values. Send a list, even for one value.")
    if len(given) > MOST_CHOICES:
        raise Refused(f"{len(given):,} values are too many. Choose at most {MOST_CHOICES:,}.")
    if not given:
        return None
    in_parts = match in (Match.CONTAINS, Match.STARTS)
    numeric = kind_of(field.column_type) == Kind.NUMBERS and not in_parts
    read_one: Callable[[Any], Any] = sound_number if numeric else _read_part if in_parts else _read_text
    values = {read_one(each) for each in given if each is not None}
    if in_parts and (None in given or len(values) > MOST_PARTS):
        raise Refused(f"{match} takes from one to {MOST_PARTS} texts. Type them in.")
    return Choices(values=tuple(sorted(values)), empty=None in given, match=match)


def _match_and_values(field: Field, given: Any) -> tuple[Match, Any]:
    """How to compare, and with what: a bare list is compared by "is"."""
    if not isinstance(given, dict):
        return Match.IS, given
    if len(given) != 1 or next(iter(given)) not in list(Match):
        raise Refused(f"{shown(given)} is not a way to compare. Send a list, or one of {', '.join(Match)} with a list.")
    name, values = next(iter(given.items()))
    return Match(name), values


def _read_part(given: Any) -> str:
    text = _read_text(given)
    if not text:
        raise Refused("an empty text is in every value. Type some letters.")
    return text


def _read_text(given: Any) -> str:
    if not isinstance(given, str):
        raise Refused(f"{shown(given)} is not text. Choose from the list of values.")
    return sound_text(given)


def sound_text(given: str) -> str:
    """The text itself, if a database can hold it; Refused otherwise."""
    if len(given) > LONGEST_TEXT:
        raise Refused(f"{shown(given)} has {len(given):,} characters. Use at most {LONGEST_TEXT:,}.")
    if "\0" in given:
        raise Refused(f"{shown(given)} holds a NUL character, which no column can hold. Remove it.")
    if any("\ud800" <= letter <= "\udfff" for letter in given):
        raise Refused(f"{shown(given)} holds half of a character. Type it again.")
    return given


def _read_numbers(field: Field, given: Any, today: date) -> NumberRange:
    if not isinstance(given, dict) or not set(given) <= {"min", "max"}:
        raise Refused(f'{shown(given)} is not a range of numbers. Send {{"min": …, "max": …}}.')
    low, high = (None if given.get(end) is None else sound_number(given[end]) for end in ("min", "max"))
    if low is None and high is None:
        raise Refused("the range has neither a smallest nor a largest number. Give one of them.")
    if low is not None and high is not None and low > high:
        raise Refused(f"the smallest number, {low}, is above the largest, {high}. Exchange them.")
    return NumberRange(low=low, high=high)


def sound_number(given: Any) -> Number:
    """An exact number: a whole one as int. Text is taken too, because a browser can't hold 38 digits."""
    number = None
    if isinstance(given, int | float | str) and not isinstance(given, bool) and _short(given):
        with suppress(ArithmeticError):
            number = Decimal(given if isinstance(given, int) else str(given))
    if number is None or not number.is_finite():
        raise Refused(f"{shown(given)} is not a number. Write it with digits, such as 12.5.")
    if not number:
        return 0
    with localcontext(prec=50):  # the default of 28 digits would round without a word
        # The exponent first: arithmetic with one of a billion raises, or takes for ever.
        if not -10 <= number.adjusted() < 28 or number != round(number, 10):
            raise Refused(f"{shown(given)} is out of reach. Use at most 28 digits before the point and ten after it.")
        return int(number) if number == int(number) else number.normalize()


def _short(given: int | float | str) -> bool:
    """Python refuses to write an integer of thousands of digits, and Decimal would read one for a long time."""
    return abs(given) < 10**40 if isinstance(given, int) else len(str(given)) <= 50


def _read_yes_no(field: Field, given: Any, today: date) -> YesNo:
    if not isinstance(given, bool):
        raise Refused(f"{shown(given)} is neither yes nor no. Send true or false.")
    return YesNo(yes=given)


_READERS: dict[Kind, Callable[[Field, Any, date], Value | None]] = {
    Kind.DATES: _read_dates,
    Kind.CHOICES: _read_choices,
    Kind.NUMBERS: _read_numbers,
    Kind.YES_NO: _read_yes_no,
}
