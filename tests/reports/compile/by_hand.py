"""What a visual of the small shop should show, counted in plain Python: no SQL, and nothing of the compiler's."""

import math
from collections import defaultdict
from datetime import datetime
from decimal import Decimal


def plain(value):
    """A value as Python writes it, however the warehouse did."""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    return round(float(value), 6) if isinstance(value, Decimal | float) else value


def as_set(rows):
    """Rows to be compared whatever their order; each counts as often as it is there."""
    return sorted((tuple(plain(value) for value in row) for row in rows), key=repr)


# Measures: what `rows` amount to.


def total(name):
    return lambda rows: sum(_there(rows, name)) if _there(rows, name) else None


def average(name):
    return lambda rows: sum(_there(rows, name)) / len(_there(rows, name)) if _there(rows, name) else None


def different(name):
    return lambda rows: len(set(_there(rows, name)))


def smallest(name):
    return lambda rows: min(_there(rows, name), default=None)


def largest(name):
    return lambda rows: max(_there(rows, name), default=None)


def percentile(name, share):
    """The value below which this share of the rows is; between two rows, as far along as the share says."""

    def found(rows):
        values = sorted(_there(rows, name))
        if not values:
            return None
        at = share * (len(values) - 1)
        low, high = values[math.floor(at)], values[math.ceil(at)]
        return float(low) + float(high - low) * (at - math.floor(at))

    return found


def _there(rows, name):
    return [getattr(each, name) for each in rows if getattr(each, name) is not None]


# Groups.


def grouped(rows, by, measures):
    """A row per group: its dimensions, its measures."""
    groups = defaultdict(list)
    for each in rows:
        groups[tuple(getattr(each, name) for name in by)].append(each)
    return [(*key, *(measure(group) for measure in measures)) for key, group in groups.items()]


def places(rows, name, measure):
    """Every value of a dimension with its place: the largest first, then by its own order, the empty one last."""
    found = [(key, size) for key, size in grouped(rows, [name], [measure])]
    found.sort(key=lambda each: (each[1] is None, -(each[1] or 0), each[0] is None, each[0] or ""))
    return {key: place for place, (key, _) in enumerate(found, start=1)}


def folded(rows, by, fold, measure, top, more=()):
    """As `grouped`, with the values of `fold` beyond the largest as one, and last how many it stands for."""
    place = places(rows, fold, measure)
    rest = len(place) - top
    groups = defaultdict(list)
    for each in rows:
        beyond = place[getattr(each, fold)] > top
        key = tuple("Other" if beyond and name == fold else getattr(each, name) for name in by)
        groups[key, rest if beyond else 0].append(each)
    return [(*key, *(each(group) for each in (measure, *more)), rest) for (key, rest), group in groups.items()]


def bins(values, most):
    """The lower edge of each bin with its count, and the width: 1, 2 or 5 times a power of ten."""
    if not values:
        return []
    span = max(values) - min(values)
    least = float(span) / (most - 1) or 1
    power = 10.0 ** math.floor(math.log10(least))
    width = next(each * power for each in (1, 2, 5, 10) if each * power >= least)
    counts = defaultdict(int)
    for each in values:
        counts[math.floor(float(each) / width) * width] += 1
    return [(edge, count, width) for edge, count in counts.items()]


def largest_of(rows, measure, most, *, width):
    """The first `most` by one measure, ties in the order of the first `width` columns, with how many there are."""

    def order(row):
        return (row[measure] is None, -(row[measure] or 0), [(each is None, each or "") for each in row[:width]])

    return [(*row, len(rows)) for row in sorted(rows, key=order)[:most]]


def cells(rows, down, across, top, measures, *, subtotals=True):
    """A pivot's cells: the dimensions, the measures, how many rows are summed up, whether all columns are."""
    place = places(rows, across, measures[0]) if across else {}
    rest = max(len(place) - top, 0)
    found = []
    lengths = range(len(down), -1, -1) if subtotals else (len(down), 0)
    for length in lengths:
        level = len(down) - length
        gone = (None,) * level
        for row in grouped(rows, down[:length], measures) or ([] if length else [tuple(m([]) for m in measures)]):
            key, values = row[:length], row[length:]
            found.append((*key, *gone, *((None,) if across else ()), *values, level, 1, *((None,) if across else ())))
        if not across:
            continue
        groups = defaultdict(list)
        for each in rows:
            beyond = place[getattr(each, across)] > top
            key = tuple(getattr(each, name) for name in down[:length])
            groups[key, "Other" if beyond else getattr(each, across), rest if beyond else 0].append(each)
        for (key, value, stands_for), group in groups.items():
            found.append((*key, *gone, value, *(measure(group) for measure in measures), level, 0, stands_for))
    return found
