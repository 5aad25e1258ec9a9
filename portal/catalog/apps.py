"""How Django finds the catalog."""

from django.apps import AppConfig


class Catalog(AppConfig):
    name = "portal.catalog"
    verbose_name = "The catalog"
