"""How Django finds the people, the teams and the admin site."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate

from portal.forks import start_over_after_fork


class Access(AppConfig):
    name = "portal.access"
    verbose_name = "Who may open what"

    def ready(self) -> None:
        from portal.access import ended_tokens, groups, roles, signals  # models can be imported only now

        start_over_after_fork()
        signals.connect()
        groups.connect()
        ended_tokens.connect()
        # The last of our apps: by then every right has its row.
        post_migrate.connect(roles.make_roles, sender=apps.get_app_config("querylog"), dispatch_uid="roles")


class PorticoAdmin(AdminConfig):
    default_site = "portal.access.admin_site.PorticoAdminSite"
