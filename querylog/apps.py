"""How Django knows this floor."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from querylog.roles import grant


class QueryLog(AppConfig):
    """The log of every statement, and its audit pages."""

    name = "querylog"
    verbose_name = "Query log"

    def ready(self) -> None:
        post_migrate.connect(grant, sender=self)
