"""Which version of a model is asked: the newest that was trained for what its report declares."""

import hashlib
import json
from dataclasses import replace
from functools import lru_cache

from querylog import events
from querylog.asker import Asker
from querylog.errors import PorticoError
from querylog.models import Kind
from reports.declare import Drivers, Inputs, Model, Report, Trained
from reports.learn import file
from reports.learn.models import ModelVersion
from reports.learn.trees import as_sql


class NotTrained(PorticoError):
    """The model has no version, or none for what is declared now."""

    def __init__(self, model: Model) -> None:
        super().__init__(
            f"The model {model.model} has not been trained yet for this report, so there is nothing to expect. "
            f"An operator trains it by: manage.py trainmodel {model.model}"
        )


def models_of(report: type[Report]) -> list[Model]:
    """The models that a report declares, in the order of the code."""
    return [each for each in report.queries.values() if isinstance(each, Model)]


def with_models(inputs: Inputs) -> Inputs:
    """The inputs with the newest versions of the report's models. Raises NotTrained and NotTheModel."""
    found = models_of(inputs.report)
    return replace(inputs, trained={each.model: trained(each) for each in found}) if found else inputs


def put_on_record(inputs: Inputs, *, asker: Asker, press: str) -> None:
    """Which version of each model a press asks, in the log before it is asked. Raises LogUnavailable."""
    for each in inputs.trained.values():
        events.record(
            Kind.PREDICTED,
            user_id=asker.user_id,
            name=asker.name,
            team=asker.team,
            report=asker.report,
            model=each.model,
            version=each.version,
            sha256=each.sha256,
            press=press,
        )


def trained(model: Model) -> Trained:
    versions = ModelVersion.objects.filter(name=model.model, declaration=declaration_of(model))
    newest = versions.order_by("-version").values_list("pk", "sha256").first()
    if newest is None:
        raise NotTrained(model)
    return _ready(*newest)


@lru_cache(maxsize=64)
def _ready(pk: int, sha256: str) -> Trained:
    """A version, checked and written out as SQL: once in a process, for a version never changes."""
    kept = ModelVersion.objects.get(pk=pk)
    estimator = file.read(bytes(kept.content), expected=sha256)
    names = [name for name, _ in kept.features]
    categories = [known for _, known in kept.features if known is not None]
    return Trained(
        model=kept.name,
        version=kept.version,
        sha256=sha256,
        expected=as_sql(estimator, names, categories, lowest=kept.facts["lowest"]),
        drivers=tuple((name, grown) for name, grown in kept.drivers),
    )


def declaration_of(model: Model) -> str:
    """A hash of what is to be learned: another feature or target is another model."""
    said = [model.key, model.when, model.weeks, model.target, list(model.features.items()), str(model.history.sql)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def uses(report: type[Report], name: str) -> bool:
    """Does the report show what this model expects?"""
    return any(each.model == name for each in models_of(report)) or any(
        isinstance(each, Drivers) and each.of.model == name for each in report.queries.values()
    )
