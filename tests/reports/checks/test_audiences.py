"""Ids that are an audience leave as one, and by no other way."""

import pytest

from tests.reports.checks.test_mistakes import SOUND, said_of, visual

AUDIENCE = 'Audience("A", sales, key="department")'
SAID = "its download holds department, which leaves as the audience it. Add download=False."


def beside_an_audience(written: str) -> str:
    right, wrong = visual(AUDIENCE)
    return SOUND.replace(right, f"{wrong}\n    other = {written}")


@pytest.mark.parametrize(
    "written",
    [
        'Table("B", sales, rows=["department"], values=["sum(sales)"])',
        'Bar("B", sales, x="lower(department)", y="sum(sales)")',
        'Pivot("B", sales, rows=["department"], values=["sum(sales)"])',
    ],
)
def test_another_visual_that_gives_the_ids_away_is_told(written, tmp_path):
    assert f"line 13  other: {SAID}" in said_of(beside_an_audience(written), tmp_path)


@pytest.mark.parametrize(
    "written",
    [
        'Table("B", sales, rows=["department"], values=["sum(sales)"], download=False)',
        'Kpi("B", sales, "count(distinct department)")',
    ],
)
def test_one_that_does_not_is_sound(written, tmp_path):
    assert SAID not in str(said_of(beside_an_audience(written), tmp_path))
