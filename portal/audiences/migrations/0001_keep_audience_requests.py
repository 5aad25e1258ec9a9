"""Who asked to export which audience, what for, and who let it go."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0010_let_teams_approve_audiences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AudienceRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_name", models.CharField(help_text="Kept when the account is gone.", max_length=150)),
                ("team_name", models.CharField(help_text="Kept when the team is gone.", max_length=80)),
                ("report", models.SlugField(max_length=100)),
                ("visual", models.CharField(max_length=100)),
                ("run", models.UUIDField(help_text="The press of Refresh whose result it is.")),
                ("picks", models.JSONField(default=list, help_text="What was clicked, as [column, value, visual].")),
                ("criteria", models.TextField(help_text="Who is in it, in words.")),
                ("purpose", models.TextField(help_text="What for, and for whom.", max_length=1000)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("query_id", models.CharField(max_length=100, verbose_name="query ID")),
                ("count", models.PositiveBigIntegerField(verbose_name="ids")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("kept_until", models.DateTimeField(help_text="Snowflake keeps the result until then.")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("approved", "Approved"), ("declined", "Declined")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_by_name", models.CharField(blank=True, max_length=150)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, max_length=1000)),
                ("seen_at", models.DateTimeField(help_text="When the person put the outcome away.", null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="access.team"
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
                "permissions": [
                    ("approve_audiences", "Can approve the audience exports of every team, but no own one")
                ],
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["state", "team"], name="audience_requests_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("person", "query_id", "visual", "sha256"),
                        name="a_person_asks_for_ids_once",
                    )
                ],
            },
        ),
    ]
