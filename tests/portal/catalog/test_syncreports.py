"""The catalog follows the report files at each deploy, and keeps what admins said."""

from io import StringIO

import pytest
from django.core.management import call_command

from portal.catalog.models import Entry
from reports import registry
from tests.conftest import REPORT

pytestmark = pytest.mark.usefixtures("people")


def synced() -> str:
    said = StringIO()
    call_command("syncreports", stdout=said)
    return said.getvalue()


def entry() -> Entry:
    return Entry.objects.get(slug=REPORT)


def test_each_report_has_an_entry_with_what_its_file_says():
    assert set(Entry.objects.values_list("slug", flat=True)) == {report.slug for report in registry.all()}
    assert entry().title == "Category performance"
    assert "LOYALTY.BASKETS" in entry().tables
    assert "department" in entry().columns


def test_a_new_file_gets_its_entry():
    entry().delete()
    assert f"new      {REPORT}" in synced()
    assert entry().listed


def test_what_the_file_says_comes_back_and_what_an_admin_said_stays():
    Entry.objects.filter(slug=REPORT).update(title="Stale", area="Buying", tags=["weekly"], order=3, listed=False)
    assert f"changed  {REPORT}" in synced()
    now = entry()
    assert (now.title, now.shown_area, now.shown_tags, now.order, now.listed) == (
        "Category performance",
        "Buying",
        ["weekly"],
        3,
        False,
    )


def test_a_report_whose_file_has_gone_is_archived_and_never_deleted(ana):
    Entry.objects.create(slug="long-gone", title="Long gone", question="What was?", area="Attic")
    assert "archived long-gone" in synced()
    kept = Entry.objects.get(slug="long-gone")
    assert (kept.gone, kept.area) == (True, "Attic")
    assert ana.get("/reports/long-gone/").status_code == 404


def test_a_file_that_came_back_brings_its_report_back(ana):
    Entry.objects.filter(slug=REPORT).update(gone=True)
    assert ana.get(f"/reports/{REPORT}/").status_code == 404
    assert f"back     {REPORT}" in synced()
    assert ana.get(f"/reports/{REPORT}/").status_code == 200


def test_a_second_sync_changes_nothing():
    synced()
    assert synced() == f"{Entry.objects.count()} unchanged.\n"
