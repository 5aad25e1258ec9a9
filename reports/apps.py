"""What Django knows of this floor: one app, and where its commands and tables are."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports, and the runs that people made of them."""

    name = "reports"
    label = "reports"
    verbose_name = "Reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A worker knows the jobs of this floor."""
        from reports.run import fitting  # noqa: F401 - declares its job
