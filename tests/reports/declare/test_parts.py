"""What a report class knows of itself and of its parts."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from reports import Filters, Kpi, Query, Report, Row
from tests.reports.a_library.visits import Visits


def test_the_docstring_is_the_question_and_the_description():
    assert (Visits.question, Visits.description) == ("How often do people come?", "Choose stores and days.")


def test_the_title_is_the_name_of_the_class_in_words():
    class KPIByStore2(Report):
        """What?"""

    assert (Visits.title, KPIByStore2.title) == ("Visits", "KPI by store 2")


def test_parts_are_kept_in_the_order_of_the_code():
    assert list(Visits.parts) == [
        *("filters", "places", "visits", "headline", "by_day", "by_store", "stores", "days", "regions", "detail")
    ]


def test_a_part_knows_its_name_and_its_line():
    lines = Path(Visits.place.file).read_text().splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if "stores = Bar" in text)
    assert (Visits.stores.name, Visits.stores.place.line) == ("stores", line)


def test_visuals_inside_a_row_are_named_after_the_row_and_their_title():
    assert list(Visits.visuals)[:3] == ["headline_visits", "headline_spent_per_customer", "by_day"]


def test_a_visual_put_in_front_of_others_changes_no_other_name():
    class Before(Report):
        sales = Query("select 1 as n")
        row = Row(Kpi("New", sales, "max(n)"), Kpi("Old", sales, "sum(n)"))

    assert "row_old" in Before.visuals


def test_the_kind_of_a_field_follows_from_its_column():
    assert {field.name: str(field.kind) for field in Visits.filters.settled} == {
        "visited_on": "date range",
        "visited_at": "date range",
        "store": "multi-select",
        "customer_id": "multi-select",
        "spent": "numeric range",
        "loyal": "boolean",
    }


def test_a_field_is_labelled_by_its_name_in_words():
    assert [field.label for field in Visits.filters.settled][:4] == ["Visited on", "Visited at", "Store", "Customer"]


def test_the_first_form_has_the_defaults_of_the_fields_and_12_weeks_for_other_dates():
    assert Visits.defaults() == {
        "filters": {"visited_on": {"preset": "last 12 weeks"}, "visited_at": {"preset": "all time"}},
        "places": {},
    }


def test_columns_have_names_labels_and_formats_that_people_can_read():
    shown = [(each.alias, each.label, each.format) for each in Visits.detail.columns]
    assert shown == [
        ("STORE", "Store", ""),
        ("REGION", "Region", ""),
        ("SUM_SPENT", "Spent", "money"),
        ("COUNT", "Rows", "count"),
    ]


def test_a_measure_that_is_not_plain_is_called_as_its_visual():
    column = Visits.visuals["headline_spent_per_customer"].columns[0]
    assert (column.alias, column.label, column.format) == ("SPENT_PER_CUSTOMER", "Spent per customer", "money")


def test_only_queries_that_a_visual_reads_are_run():
    class Two(Report):
        used = Query("select 1 as n")
        idle = Query("select 2 as n")
        figure = Kpi("Figure", used, "sum(n)")

    assert Two.queries_used() == [Two.used]


def test_a_part_never_changes():
    with pytest.raises(FrozenInstanceError):
        Visits.filters.table = "SHOP.OTHER"


def test_a_wrong_call_is_kept_for_the_checks_and_does_not_raise():
    part = Filters("SHOP.VISITS", ["store"], colour="red")
    assert part.slips == ("Filters has no option colour. Options: table, fields.",)
