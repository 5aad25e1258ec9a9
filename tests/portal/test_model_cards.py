"""Who sees the card of a model, and what is on it?"""

import pytest

from portal.access.demo_people import open_reports
from reports import registry
from reports.learn.models import ModelVersion
from tests.trained import have_trained

REPORT, CARD = "revenue-prediction", "/models/household-spend/1/"


@pytest.fixture
def kept(people):
    open_reports([REPORT])
    have_trained(registry.get(REPORT))
    return ModelVersion.objects.get()


def test_who_may_open_the_report_reads_what_it_learned_from_and_how_good_it_is(ana, kept):
    page = ana.get(CARD).content.decode()
    assert kept.sha256 in page
    assert kept.data_hash in page
    assert f"{kept.metrics['model']['mae']:,.2f}" in page
    assert "Limits" in page


def test_a_person_of_another_team_finds_no_such_model(ben, kept):
    for address in (CARD, "/models/household-spend/"):
        assert ben.get(address).status_code == 404
    assert "household" not in ben.get("/models/").content.decode()


def test_an_admin_is_nobody_to_a_model_either(dev, kept):
    assert dev.get(CARD).status_code == 404


def test_a_model_leads_on_to_its_newest_version(ana, kept):
    assert ana.get("/models/household-spend/").headers["Location"] == CARD


def test_a_version_that_there_is_not_is_not_found(ana, kept):
    assert ana.get("/models/household-spend/99999999999999999999/").status_code == 404


def test_the_list_says_how_to_train_what_is_not_trained(ana, people):
    open_reports([REPORT])
    assert "manage.py trainmodel household-spend" in ana.get("/models/").content.decode()
