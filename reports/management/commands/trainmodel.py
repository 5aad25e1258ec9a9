"""Train a model that a report declares, as a new version of it."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from querylog.errors import PorticoError
from reports.declare.words import did_you_mean
from reports.learn.models import ModelVersion
from reports.learn.train import declared, train
from reports.learn.versions import NotTrained, trained
from reports.run.clock import today


class Command(BaseCommand):
    """`manage.py trainmodel household-spend`: it reads every row of the model's history, under no team's policy."""

    help = "Train a model that a report declares. The next press of Refresh asks the new version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("model", help="The model's name, such as household-spend.")
        parser.add_argument("--by", default=getpass.getuser(), metavar="NAME", help="Who trains it; goes on record.")
        parser.add_argument("--if-missing", action="store_true", help="Only where there is no version to ask yet.")

    def handle(self, *args: Any, model: str, by: str, if_missing: bool, **options: Any) -> None:
        known = declared()
        if model not in known:
            there = f" There are: {', '.join(known)}." if known else " No report declares one."
            raise CommandError(f"No report declares a model called {model!r}.{did_you_mean(model, known)}{there}")
        try:
            if if_missing and _is_there(known[model]):
                return
            self.stdout.write(_told(train(known[model], today=today(), by=by)))
        except PorticoError as error:
            raise CommandError(error.sentence) from None


def _is_there(model: Any) -> bool:
    try:
        return bool(trained(model))
    except NotTrained:
        return False


def _told(made: ModelVersion) -> str:
    model, carried = made.metrics["model"], made.metrics["carried forward"]
    return (
        f"{made} is trained on {made.rows:,} rows. Mean absolute error {model['mae']:,.2f}, where carrying the last "
        f"weeks forward has {carried['mae']:,.2f}; R² {model['r2']:.3f} and {carried['r2']:.3f}."
    )
