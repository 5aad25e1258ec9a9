"""Is a kept model the one that was trained: no other bytes, no code, no change?"""

import pickle
from hashlib import sha256

import numpy as np
import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from skops.io import dumps

from reports import registry
from reports.learn import file
from reports.learn.models import ModelVersion
from reports.learn.trees import as_sql
from tests.trained import have_trained

ROWS = np.arange(400.0).reshape(200, 2)


@pytest.fixture(scope="module")
def estimator():
    return HistGradientBoostingRegressor(max_iter=3).fit(ROWS, ROWS[:, 0])


@pytest.fixture
def kept(db):
    have_trained(registry.get("revenue-prediction"))
    return ModelVersion.objects.get()


def sha(content):
    return sha256(content).hexdigest()


class Runs:
    """Were this unpickled, a file would be made."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_a_kept_model_predicts_as_it_did(estimator):
    content = file.write(estimator)
    again = file.read(content, expected=sha(content))
    assert (again.predict(ROWS) == estimator.predict(ROWS)).all()


def test_bytes_that_were_changed_are_refused(estimator):
    content = file.write(estimator)
    changed = content[:-1] + bytes([content[-1] ^ 1])
    with pytest.raises(file.NotTheModel):
        file.read(changed, expected=sha(content))


def test_a_pickle_is_refused_and_runs_nothing(tmp_path):
    content = pickle.dumps(Runs(tmp_path / "made"))
    with pytest.raises(file.NotTheModel):
        file.read(content, expected=sha(content))
    assert not (tmp_path / "made").exists()


def test_a_file_with_a_type_that_nobody_trusts_is_refused(estimator):
    content = dumps({"model": estimator, "and": sha})
    with pytest.raises(file.NotTheModel):
        file.read(content, expected=sha(content))


def test_another_kind_of_model_is_refused():
    content = dumps(RandomForestRegressor(n_estimators=1).fit(ROWS, ROWS[:, 0]))
    with pytest.raises(file.NotTheModel):
        file.read(content, expected=sha(content))


def test_a_text_of_the_data_stays_text_in_the_sql():
    codes = np.repeat([[0.0], [1.0]], 50, axis=0)
    model = HistGradientBoostingRegressor(max_iter=1, categorical_features=[0]).fit(codes, codes[:, 0])
    sql = as_sql(model, ["income"], [["o'clock", "b\\"]], lowest=0.0)
    assert "'o''clock'" in sql or "'b\\\\'" in sql


@pytest.mark.parametrize("change", [lambda: ModelVersion.objects.update(rows=1), ModelVersion.objects.all().delete])
def test_a_version_is_never_changed_or_removed(kept, change):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change()


def test_a_second_training_is_another_version_and_if_missing_trains_none(kept, capsys):
    call_command("trainmodel", kept.name, "--by", "dev", "--if-missing")
    assert ModelVersion.objects.count() == 1
    call_command("trainmodel", kept.name, "--by", "dev")
    second = ModelVersion.objects.get(version=2)
    assert second.trained_by == "dev"
    assert (second.data_hash, second.metrics, second.drivers) == (kept.data_hash, kept.metrics, kept.drivers)
    assert "household-spend, version 2 is trained on" in capsys.readouterr().out
