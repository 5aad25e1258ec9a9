"""How numbers are written in front of people."""

from decimal import Decimal

import pytest

from reports.render.formats import write


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (0, "money", "$0.00"),
        (12.345, "money", "$12.35"),
        (-5, "money", "−$5.00"),
        (Decimal("469.12"), "money", "$469"),
        (48_210, "money", "$48.2\u202fk"),
        (1_090_000, "money", "$1.09\u202fM"),
        (2_319, "count", "2,319"),
        (9_999, "compact", "9,999"),
        (12_500, "compact", "12.5\u202fk"),
        (3.14159, "compact", "3.14"),
        (7_800_000_000, "compact", "7.80\u202fB"),
        (0.1234, "percent", "12.3%"),
        (-0.286, "percent", "−28.6%"),
        (-2_319, "count", "−2,319"),
        (1_263_520_000, "number", "1,263,520,000"),
        (2.5, "number", "2.5"),
        (0.00004, "number", "0"),
        (None, "money", "–"),
    ],
)
def test_a_number_is_written_so_that_it_is_read_at_a_glance(value, style, text):
    assert write(value, style) == text
