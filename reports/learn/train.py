"""Train a model: its data from the warehouse, the fit, and a new version of it in the database."""

from datetime import date
from hashlib import sha256
from importlib.metadata import version

from django.db import transaction
from django.db.models import Max

from querylog.errors import PorticoError
from reports import registry
from reports.declare import Model
from reports.learn import file
from reports.learn.data import Data, read, span
from reports.learn.fit import SETTINGS, Fitted, fit
from reports.learn.models import ModelVersion
from reports.learn.trees import LONGEST, as_sql
from reports.learn.versions import declaration_of, models_of


class TooLong(PorticoError):
    """Snowflake's history would cut the statement, so the log could not be compared with it."""

    sentence = "The trained model is too large for one statement of SQL. Declare fewer features."


def declared() -> dict[str, Model]:
    """The models of all sound reports, by name; of several that share one, the first report's by title."""
    found: dict[str, Model] = {}
    for report in registry.all():
        for model in models_of(report):
            found.setdefault(model.model, model)
    return found


def train(model: Model, *, today: date, by: str) -> ModelVersion:
    """A new version of the model. Raises what the warehouse says, or TooFew."""
    data = read(model, today=today, by=by)
    return keep(model, data, fit(data), by=by)


def keep(model: Model, data: Data, fitted: Fitted, *, by: str) -> ModelVersion:
    """The fitted model as the next version of its name."""
    categories = [*fitted.categories, *(None for _ in data.numbers)]
    if len(as_sql(fitted.estimator, data.names, fitted.categories, lowest=fitted.lowest)) > LONGEST:
        raise TooLong
    content = file.write(fitted.estimator)
    file.parse(content)  # what can't be read again is not kept
    with transaction.atomic():
        newest = ModelVersion.objects.filter(name=model.model).aggregate(Max("version"))["version__max"] or 0
        return ModelVersion.objects.create(
            name=model.model,
            version=newest + 1,
            trained_by=by,
            report=model.report.slug,
            statement_id=data.statement.pk if data.statement else None,
            declaration=declaration_of(model),
            data_hash=data.hash(),
            rows=data.learning.num_rows,
            features=list(zip(data.names, categories, strict=True)),
            metrics=fitted.metrics,
            drivers=fitted.drivers,
            facts=_facts(model, data, fitted),
            sha256=sha256(content).hexdigest(),
            content=content,
        )


def _facts(model: Model, data: Data, fitted: Fitted) -> dict[str, object]:
    first, last = span(model, data)
    return {
        "target": model.target,
        "weeks": model.weeks,
        "learned_from": [str(each) for each in sorted(data.learned_from)],
        "tried_on": str(data.tried_on),
        "trial_rows": data.trial.num_rows,
        "first_cutoff": str(first),
        "last_day": str(last),
        "lowest": fitted.lowest,
        "settings": dict(SETTINGS),
        "libraries": {name: version(name) for name in ("scikit-learn", "skops", "numpy")},
    }
