"""Is a model trained on what was known then, the same each time, and asked as it was trained?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from portal.access.demo_people import open_reports
from portal.access.guard import viewer_for
from querylog.models import Event, Kind, Statement
from reports import compile, registry
from reports.compile.outputs import plain_inputs
from reports.declare import Trained
from reports.learn import data as learning
from reports.learn.data import matrix
from reports.learn.fit import fit
from reports.learn.models import ModelVersion
from reports.learn.trees import as_sql
from reports.learn.versions import NotTrained
from reports.policy import OPEN, OneOf, Policy, Share
from reports.run.press import refresh
from tests.library.pressed import opened_to
from tests.services import TODAY

SLUG = "revenue-prediction"
CUTOFF = date(2026, 8, 24)


@pytest.fixture(scope="session")
def model():
    return registry.get(SLUG).queries["spend"]


once: dict[str, object] = {}


@pytest.fixture
def read(db, model):
    """What the model is trained on, read once."""
    if "data" not in once:
        once["data"] = learning.read(model, today=TODAY, by="the tests")
    return once["data"]


@pytest.fixture
def fitted(read):
    if "fitted" not in once:
        once["fitted"] = fit(read)
    return once["fitted"]


def features(model, rows, *, but_not_after=None):
    """The features at the cut-off, of a history that may end there."""
    inputs = replace(plain_inputs(model.report), today=TODAY, cutoffs=(CUTOFF,))
    asked = compile.base(model, inputs, policy=OPEN)
    ended = f"LOYALTY.BASKETS WHERE PURCHASED_ON < '{but_not_after}'" if but_not_after else "LOYALTY.BASKETS"
    found = rows(asked.sql.replace("LOYALTY.BASKETS", ended), asked.binds)
    names = [each.upper() for each in model.features]
    return {row["HOUSEHOLD_ID"]: [row[name] for name in names] for row in found}


def test_no_purchase_after_the_cut_off_changes_a_feature(model, rows):
    assert features(model, rows) == features(model, rows, but_not_after=CUTOFF)


def test_all_that_is_learned_from_was_over_before_the_trial_begins(model, read):
    assert all((read.tried_on - each).days >= model.weeks * 7 for each in read.learned_from)


def test_the_same_data_give_the_same_model(read, fitted):
    again = fit(read)
    assert again.metrics == fitted.metrics
    assert again.drivers == fitted.drivers


def test_rows_in_another_order_are_the_same_data(model, read):
    turned = read.table.append_column("EXPECTED", [[None] * len(read.table)]).take(list(range(len(read.table)))[::-1])
    again = learning.data_of(model, turned, tried_on=read.tried_on, learned_from=read.learned_from)
    assert again.hash() == read.hash()


def test_the_model_errs_less_than_each_plain_guess(fitted):
    ours = fitted.metrics["model"]
    for plain in ("carried forward", "mean"):
        assert ours["mae"] < fitted.metrics[plain]["mae"]
        assert ours["r2"] > fitted.metrics[plain]["r2"]


def test_the_warehouse_expects_what_the_model_does(model, read, fitted, rows):
    expected = fitted.estimator.predict(matrix(read, read.trial, fitted.categories))
    sql = as_sql(fitted.estimator, read.names, fitted.categories, lowest=fitted.lowest)
    kept = {model.model: Trained(model=model.model, version=1, sha256="", expected=sql)}
    inputs = replace(plain_inputs(model.report), today=TODAY, cutoffs=(CUTOFF,), trained=kept)
    asked = compile.base(model, inputs, policy=OPEN)
    found = {row["HOUSEHOLD_ID"]: row["EXPECTED"] for row in rows(asked.sql, asked.binds)}
    households = read.trial.column("HOUSEHOLD_ID").to_pylist()
    assert np.allclose([found[each] for each in households], np.maximum(expected, fitted.lowest), atol=0.01)


def test_what_is_expected_is_of_the_rows_that_the_policy_lets_through(model, rows):
    few = Policy.of({"LOYALTY.BASKETS": (Share(rows=(OneOf("HOUSEHOLD_ID", (Decimal(1), Decimal(6))),)),)})
    inputs = replace(plain_inputs(model.report), today=TODAY, cutoffs=(CUTOFF,))
    asked = compile.base(model, inputs, policy=few)
    assert {row["HOUSEHOLD_ID"] for row in rows(asked.sql, asked.binds)} == {1, 6}


def test_what_it_is_trained_on_is_read_by_a_statement_of_the_log(read):
    assert read.statement.purpose == "training"
    assert read.statement.asked_by_name == "the tests"


def test_the_log_says_which_version_a_press_asked(people):
    viewer = opened_to(people["ana"], SLUG)
    run = refresh(registry.get(SLUG), {}, viewer=viewer)
    said = Event.objects.get(kind=Kind.PREDICTED)
    kept = ModelVersion.objects.get()
    assert said.facts == {"model": kept.name, "version": 1, "sha256": kept.sha256, "press": str(run.pk)}
    assert said.person_name == "ana"
    assert "Model household-spend, version 1" in run.summary


def test_without_a_version_a_press_says_how_to_train_one_and_asks_nothing(people):
    open_reports([SLUG])
    viewer = viewer_for(people["ana"], SLUG)
    with pytest.raises(NotTrained, match=r"manage\.py trainmodel household-spend"):
        refresh(registry.get(SLUG), {}, viewer=viewer)
    assert not Statement.objects.exists()
