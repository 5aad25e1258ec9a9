"""What a preset of a date range covers, on a given day."""

from datetime import date

import pytest

from reports.declare import PRESETS

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("preset", "today", "first", "last"),
    [
        ("last 7 days", MONDAY, date(2026, 11, 9), date(2026, 11, 15)),
        ("last 28 days", MONDAY, date(2026, 10, 19), date(2026, 11, 15)),
        ("last 90 days", MONDAY, date(2026, 8, 18), date(2026, 11, 15)),
        ("last 12 weeks", MONDAY, date(2026, 8, 24), date(2026, 11, 15)),
        ("last 12 weeks", date(2026, 11, 15), date(2026, 8, 17), date(2026, 11, 8)),
        ("this month", MONDAY, date(2026, 11, 1), date(2026, 11, 30)),
        ("last month", date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
        ("this quarter", MONDAY, date(2026, 10, 1), date(2026, 12, 31)),
        ("last quarter", date(2026, 2, 1), date(2025, 10, 1), date(2025, 12, 31)),
        ("this year", MONDAY, date(2026, 1, 1), date(2026, 12, 31)),
        ("last year", date(2024, 2, 29), date(2023, 1, 1), date(2023, 12, 31)),
        ("year to date", MONDAY, date(2026, 1, 1), MONDAY),
        ("all time", MONDAY, None, None),
    ],
)
def test_a_preset_covers_these_days(preset, today, first, last):
    assert PRESETS[preset].days(today) == (first, last)
