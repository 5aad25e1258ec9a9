"""What a person typed, as the form of a report has it."""

import pytest

from reports import Exclude, Field, Filters, Report, Text, Toggle
from reports.declare import InputError
from reports.run.typed import form_of, pairs


class Typed(Report):
    """What can be typed?"""

    bought = Filters("LOYALTY.BASKETS", ["department", Field("product_id", kind="multi-select"), "brand"])
    listed = Filters("LOYALTY.PRODUCTS", ["brand", "package_size"])
    gone = Exclude("Gone", "LOYALTY.BASKETS", key="household_id", fields=["purchased_on", "brand"])
    whole = Toggle("Whole baskets", on="true", default=True)
    named = Text("Named", default="x")


def test_without_anything_typed_it_is_the_defaults():
    assert (
        form_of(Typed, {}) == Typed.defaults() == {"whole": True, "named": "x", "bought": {}, "listed": {}, "gone": {}}
    )


def test_a_name_that_is_typed_again_has_all_of_its_values():
    assert pairs(["department=DELI", "department=A = B", "brand="]) == {"department": ["DELI", "A = B"], "brand": ""}


def test_a_field_of_several_filters_wants_its_part():
    with pytest.raises(InputError, match=r"brand is in more than one part. Say which: bought.brand or listed.brand."):
        form_of(Typed, {"brand": "x"})
    assert form_of(Typed, {"listed.brand": "x"})["listed"] == {"brand": ["x"]}


def test_a_field_that_only_an_exclusion_has_needs_no_part():
    assert form_of(Typed, {"purchased_on": "last month"})["gone"] == {"purchased_on": {"preset": "last month"}}


def test_fields_of_a_part_can_be_said_together():
    assert form_of(Typed, {"gone": {"brand": ["x"], "purchased_on": "2026-11-01"}})["gone"] == {
        "brand": ["x"],
        "purchased_on": {"from": "2026-11-01", "to": "2026-11-01"},
    }


@pytest.mark.parametrize(("typed", "read"), [("yes", True), ("off", False), (True, True), ("perhaps", "perhaps")])
def test_a_switch_is_on_or_off(typed, read):
    assert form_of(Typed, {"whole": typed})["whole"] is read


def test_a_text_may_be_empty():
    assert form_of(Typed, {"named": ""})["named"] == ""


def test_a_form_is_taken_as_it_is():
    assert form_of(Typed, {"department": {"starts with": ["D"]}})["bought"] == {"department": {"starts with": ["D"]}}
