"""How Django finds the people, the teams and the admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from portal.forks import start_over_after_fork


class Access(AppConfig):
    name = "portal.access"
    verbose_name = "Who may open what"

    def ready(self) -> None:
        from portal.access import signals  # models can be imported only now

        start_over_after_fork()
        signals.connect()


class PorticoAdmin(AdminConfig):
    default_site = "portal.access.admin_site.PorticoAdminSite"
