"""The models of reports, for tests that ask one: trained once, and put back where a test's database has none."""

from typing import Any

from reports import Report
from reports.learn.models import ModelVersion
from reports.learn.train import train
from reports.learn.versions import models_of
from tests.services import TODAY

_kept: dict[str, dict[str, Any]] = {}


def have_trained(report: type[Report]) -> None:
    """Let each model of this report have a version."""
    for model in models_of(report):
        if ModelVersion.objects.filter(name=model.model).exists():
            continue
        if model.model in _kept:
            ModelVersion.objects.create(**_kept[model.model])
        else:
            made = train(model, today=TODAY, by="the tests")
            fields = [each.attname for each in ModelVersion._meta.concrete_fields if not each.primary_key]
            _kept[model.model] = {name: getattr(made, name) for name in fields}
