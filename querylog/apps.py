"""How Django knows this floor."""

from django.apps import AppConfig


class QueryLog(AppConfig):
    """The log of every statement, and its audit pages."""

    name = "querylog"
    verbose_name = "Query log"
