"""How many statements over time, as bars: what is drawn of each, what it says, and which search it leads to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from querylog.audit.histogram import Bar, Histogram

HEIGHT, WIDTH, GAP = 100.0, 10.0, 1.5  # of a drawing that is stretched to its place
LEAST = 3.0  # so that one statement beside a million is still seen
UNITS = (
    ("month", timedelta(days=28)),
    ("week", timedelta(days=7)),
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)
# Coarse before fine, each with a step that is within the last one of it.
FORMS = (("%Y-%m", timedelta(days=1)), ("%Y-%m-%d", timedelta(days=1)), ("%Y-%m-%dT%H", timedelta(hours=1)))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One bar: its place, and the first and last times of it as a search writes them."""

    x: float
    y: float
    height: float
    width: float
    first: str
    last: str
    said: str

    @property
    def on(self) -> str:
        """The times of this bar in a search."""
        return f"on:{self.first}" if self.first == self.last else f"on:{self.first}..{self.last}"


def drawn(histogram: Histogram) -> list[Drawn]:
    """The bars, each in its place from left to right."""
    most = max((bar.count for bar in histogram.bars), default=0)
    return [_drawn(bar, place, most, histogram.estimated) for place, bar in enumerate(histogram.bars)]


def said(histogram: Histogram) -> str:
    """How many in all, and from when to when: "1,204 statements, 3 Nov – 30 Nov 2026"."""
    count = counted(histogram.total, histogram.estimated)
    if not histogram.bars:
        return count
    first, last = histogram.bars[0].start, last_of(histogram.bars[-1])
    if first.date() == last.date():
        return f"{count}, {_day(last)}"
    return f"{count}, {_day(first) if first.year != last.year else f'{first.day} {first:%b}'} – {_day(last)}"


def step_of(histogram: Histogram) -> str:
    """What one bar stands for, such as "day" or "6 hours"."""
    length = max((bar.end - bar.start for bar in histogram.bars), default=timedelta())
    name, unit = next(((name, unit) for name, unit in UNITS if length >= unit), UNITS[-1])
    several = length // unit
    return name if several == 1 or name == "month" else f"{several} {name}s"


def form_of_ends(histogram: Histogram) -> str:
    """How the first and the last moment are written below the bars, for the `date` filter."""
    return {"month": "M Y", "week": "j M Y", "day": "j M Y"}.get(step_of(histogram), "j M Y, H:i")


def most_in(histogram: Histogram) -> str:
    """How many the highest bar stands for."""
    return number(max((bar.count for bar in histogram.bars), default=0), histogram.estimated)


def counted(count: int, estimated: bool) -> str:
    """So many statements."""
    return f"{number(count, estimated)} statement{'' if count == 1 else 's'}"


def number(count: int, estimated: bool) -> str:
    """A count in words; of an estimate no more than is known: "about 1.2 million"."""
    if not estimated:
        return f"{count:,}"
    known = round(count, min(2 - len(str(count)), 0))
    return f"about {known / 1_000_000:g} million" if known >= 1_000_000 else f"about {known:,}"


def _drawn(bar: Bar, place: int, most: int, estimated: bool) -> Drawn:
    height = max(bar.count / most * HEIGHT, LEAST) if bar.count else 0.0
    first, last = _ends(bar)
    when = _in_words(bar)
    return Drawn(
        x=place * WIDTH,
        y=HEIGHT - height,
        height=height,
        width=WIDTH - GAP,
        first=first,
        last=last,
        said=f"{when}: {counted(bar.count, estimated)}",
    )


def _ends(bar: Bar) -> tuple[str, str]:
    """The first and the last month, day, hour or minute of it, whichever it begins and ends with."""
    for form, step in FORMS:
        if all(_read(moment, form) == moment for moment in (bar.start, bar.end)):
            return bar.start.strftime(form), (bar.end - step).strftime(form)
    return f"{bar.start:%Y-%m-%dT%H:%M}", f"{bar.end - timedelta(minutes=1):%Y-%m-%dT%H:%M}"


def _read(moment: datetime, form: str) -> datetime:
    """The moment as this form keeps it."""
    return datetime.strptime(moment.strftime(form), form).replace(tzinfo=moment.tzinfo)


def _in_words(bar: Bar) -> str:
    day = _day(bar.start)
    length = bar.end - bar.start
    if length < timedelta(days=1):
        return f"{day}, {bar.start:%H:%M} – {bar.end:%H:%M}"
    if length == timedelta(days=1):
        return day
    last = last_of(bar)
    if bar.start.day == 1 and bar.end.day == 1 and length <= timedelta(days=31):
        return f"{bar.start:%B %Y}"
    return f"{day} – {_day(last)}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


def last_of(bar: Bar) -> datetime:
    """The last moment of a bar."""
    return bar.end - timedelta(microseconds=1)
