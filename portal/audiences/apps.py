"""How Django finds the audiences."""

from django.apps import AppConfig


class Audiences(AppConfig):
    name = "portal.audiences"
    verbose_name = "Audiences"
