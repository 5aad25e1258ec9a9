"""What Django knows of this floor: one app, and where its commands and tables are."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports, and the runs that people made of them."""

    name = "reports"
    label = "reports"
    verbose_name = "Reports"
    default_auto_field = "django.db.models.BigAutoField"
