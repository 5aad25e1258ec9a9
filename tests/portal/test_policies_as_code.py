"""`manage.py policies`: what holds, as a file; what a file would change; and the file made to hold."""

import io
from datetime import date
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.access.models import ColumnRule, Grant, RowPolicy, TableRule, Team
from querylog.models import Event, Kind
from tests.conftest import REPORT
from tests.web import ROOT

pytestmark = pytest.mark.usefixtures("people")

ALL_OF_IT = """
tables:
  LOYALTY.BASKETS: governed
  LOYALTY.PRODUCTS: open
teams:
  Finance:
    reports:
      category-performance: view
  Offers:
    reports:
      lapsed-buyers:
        right: view
        until: 2026-12-31
    rows:
      LOYALTY.BASKETS: all
    columns:
      LOYALTY.DEMOGRAPHICS:
        INCOME: masked
  Shopper insights:
    reports:
      category-performance: download
    rows:
      LOYALTY.BASKETS:
        BRAND:
          attribute: brand
        DEPARTMENT:
        - DELI
        - MEAT
"""


def policies(*args, **options):
    out = io.StringIO()
    call_command("policies", *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def written(text=ALL_OF_IT):
        path = tmp_path / "policies.yaml"
        path.write_text(text)
        return path

    return written


def test_a_file_is_made_to_hold(file):
    policies("apply", file())
    insights, offers = (Team.objects.get(name=name) for name in ("Shopper insights", "Offers"))
    assert dict(TableRule.objects.values_list("table", "governed")) == {
        "LOYALTY.BASKETS": True,
        "LOYALTY.PRODUCTS": False,
    }
    assert Grant.objects.get(team=offers).until == date(2026, 12, 31)
    assert RowPolicy.objects.get(team=insights, column="DEPARTMENT").values == ["DELI", "MEAT"]
    assert RowPolicy.objects.get(team=insights, column="BRAND").attribute == "brand"
    assert RowPolicy.objects.get(team=offers).column == ""
    assert ColumnRule.objects.get().how == "masked"


def test_what_was_exported_says_what_holds_and_changes_nothing(file):
    policies("apply", file())
    text = policies("export")
    assert text.strip() == ALL_OF_IT.strip()
    assert policies("apply", file(text)) == "Everything was so already.\n"


def test_check_says_what_would_change_and_changes_nothing(file):
    policies("apply", file())
    changed = ALL_OF_IT.replace("        - MEAT\n", "").replace("category-performance: view", "lapsed-buyers: view")
    assert policies("check", file(changed)).splitlines() == [
        "- Finance may view category-performance",
        "+ Finance may view lapsed-buyers",
        "~ Shopper insights sees LOYALTY.BASKETS where DEPARTMENT is DELI "
        "(was: Shopper insights sees LOYALTY.BASKETS where DEPARTMENT is DELI, MEAT)",
        "3 would change.",
    ]
    assert policies("export").strip() == ALL_OF_IT.strip()


def test_check_can_fail_when_the_portal_is_not_as_the_file_says(file):
    with pytest.raises(CommandError, match="would change"):
        policies("check", file(), exact=True)
    policies("apply", file())
    assert policies("check", file(), exact=True) == "Everything is so already.\n"


def test_what_is_not_in_the_file_ends(file):
    policies("apply", file("teams: {}"))
    assert not Grant.objects.exists()


def test_each_change_is_remembered(file):
    policies("apply", file())
    event = Event.objects.get(kind=Kind.PERMISSION, facts__what="column rule")
    assert (event.person_name, event.team, event.facts["action"]) == ("a command", "Offers", "added")


@pytest.mark.parametrize(
    ("was", "is_now", "words"),
    [
        ("Finance", "Finanse", "There is no team Finanse. Did you mean Finance?"),
        ("lapsed-buyers", "lapsed-buyer", "no report is called lapsed-buyer. Did you mean lapsed-buyers?"),
        (": view", ": see", "category-performance is view or download"),
        ("governed", "closed", "LOYALTY.BASKETS is governed or open, not closed."),
        ("DEPARTMENT", "DEPARTMNT", "has no column DEPARTMNT. Did you mean DEPARTMENT?"),
        ("LOYALTY.PRODUCTS", "LOYALTY.PRODUCT", "no table LOYALTY.PRODUCT. Did you mean LOYALTY.PRODUCTS?"),
        (": masked", ": blurred", "LOYALTY.DEMOGRAPHICS.INCOME is hidden or masked, not blurred."),
        (": all", ": some", "say which rows of LOYALTY.BASKETS"),
        ("    columns:", "    colums:", "Offers: colums is not known here. Did you mean columns?"),
        ("teams:", "teams: [", "It is not YAML"),
        ("until: 2026-12-31", "until: soon", "lapsed-buyers is view or download"),
    ],
)
def test_a_file_with_a_mistake_changes_nothing_and_says_what_to_do(file, was, is_now, words):
    before = policies("export")
    with pytest.raises(CommandError) as refused:
        policies("apply", file(ALL_OF_IT.replace(was, is_now, 1)))
    assert words in str(refused.value)
    assert policies("export") == before


def test_all_rows_beside_some_of_them_say_nothing(people):
    team = Team.objects.get(name="Offers")
    for column, values in (("", []), ("DEPARTMENT", ["DELI"])):
        RowPolicy.objects.create(team=team, table="LOYALTY.BASKETS", column=column, values=values)
    exported = policies("export")
    assert "BASKETS: all" not in exported
    assert "DEPARTMENT" in exported


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nothing.yaml can't be read"):
        policies("check", tmp_path / "nothing.yaml")


def test_the_file_in_the_documentation_is_one_that_can_be_used(file):
    text = (ROOT / "docs" / "access.md").read_text()
    example = text[text.index("    tables:\n") :].partition("\n\n")[0]
    policies("apply", file(dedent(example)))
    assert policies("check", file(dedent(example))) == "Everything is so already.\n"


def test_a_grant_that_a_file_changes_is_no_longer_the_word_of_who_gave_it(file):
    Grant.objects.update(granted_by="dev", granted_at="2026-01-01T09:00Z")
    Grant.objects.filter(team__name="Finance").update(until=date(2027, 12, 31))
    policies("apply", file())
    said = {each.team.name: (each.granted_by, each.granted_at.month) for each in Grant.objects.filter(report=REPORT)}
    assert said == {"Shopper insights": ("dev", 1), "Finance": ("policies apply", timezone.now().month)}
