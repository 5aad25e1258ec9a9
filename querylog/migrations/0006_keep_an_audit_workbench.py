"""What analysts keep, what statements cost, and an index for each further way in which one is searched."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Nearly all statements finish: of those that did not, an index is small.
INDEXES = """
CREATE INDEX statement_by_purpose ON querylog_statement (purpose, id);
CREATE INDEX ending_by_status ON querylog_ending (status, statement_id) WHERE status <> 'finished';
CREATE INDEX ending_by_seconds ON querylog_ending (seconds, statement_id) WHERE seconds IS NOT NULL;
CREATE INDEX ending_by_rows ON querylog_ending (rows, statement_id) WHERE rows IS NOT NULL;
"""
NO_INDEXES = "DROP INDEX statement_by_purpose, ending_by_status, ending_by_seconds, ending_by_rows;"


class Migration(migrations.Migration):
    dependencies = [
        ("querylog", "0005_log_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("team", models.CharField(max_length=150, unique=True)),
                ("seconds", models.PositiveIntegerField(help_text="Of warehouse time.", null=True)),
                ("credits", models.DecimalField(decimal_places=3, max_digits=12, null=True)),
                ("warn_at", models.PositiveSmallIntegerField(default=80, help_text="Percent of it.")),
            ],
            options={
                "ordering": ["team"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Of the matter.", max_length=100)),
                ("why", models.TextField()),
                (
                    "first",
                    models.CharField(
                        blank=True, help_text='The first month, such as "2026-01"; empty: the oldest.', max_length=7
                    ),
                ),
                (
                    "last",
                    models.CharField(blank=True, help_text="The last month; empty: all that comes.", max_length=7),
                ),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("released_by", models.CharField(blank=True, max_length=150)),
                ("released_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("words", models.TextField(blank=True, help_text="As it is typed into the search line.")),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        help_text="Which columns it shows; empty: all.",
                        size=None,
                    ),
                ),
                ("shared", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["name"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TableTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("person_name", models.CharField(max_length=150)),
                ("team", models.CharField(blank=True, max_length=150)),
                ("table", models.TextField(help_text="By its name in capitals.")),
                ("statements", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("person_name", models.CharField(max_length=150)),
                ("team", models.CharField(blank=True, max_length=150)),
                ("report", models.CharField(blank=True, max_length=100)),
                ("purpose", models.CharField(max_length=10)),
                ("status", models.CharField(help_text="The last of its states that is on record.", max_length=10)),
                ("statements", models.BigIntegerField()),
                ("rows", models.BigIntegerField(default=0)),
                ("seconds", models.FloatField(default=0)),
                ("measured", models.BigIntegerField(default=0, help_text="Of how many of them the bytes are known.")),
                ("bytes", models.BigIntegerField(default=0)),
                (
                    "attributed",
                    models.BigIntegerField(default=0, help_text="Of how many of them the credits are known."),
                ),
                ("credits", models.DecimalField(decimal_places=9, default=0, max_digits=20)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the token, in hexadecimal digits.", max_length=64, unique=True
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("until", models.DateTimeField(help_text="From then on it opens nothing.")),
                ("used_at", models.DateTimeField(help_text="When it was last shown, to the minute.", null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-made_at"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Usage",
            fields=[
                ("statement_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("bytes", models.BigIntegerField(help_text="Scanned.", null=True)),
                (
                    "credits",
                    models.DecimalField(decimal_places=9, help_text="Attributed to it.", max_digits=18, null=True),
                ),
                ("at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("rule", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("on", models.BooleanField(default=True)),
                (
                    "numbers",
                    models.JSONField(default=dict, help_text="Those of its numbers that are not as in the code."),
                ),
            ],
            options={
                "permissions": [("tune_audit", "Can tune the audit: rules, budgets and legal holds")],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="sqltext",
            name="columns",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                help_text="Which of their columns, such as LOYALTY.BASKETS.STORE; null: not known.",
                null=True,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("signed in", "Signed In"),
                    ("sign-in failed", "Sign In Failed"),
                    ("signed out", "Signed Out"),
                    ("viewed", "Viewed"),
                    ("reused", "Reused"),
                    ("pressed", "Pressed"),
                    ("downloaded", "Downloaded"),
                    ("predicted", "Predicted"),
                    ("permission", "Permission"),
                    ("admin", "Admin"),
                    ("dropped", "Dropped"),
                    ("compared", "Compared"),
                    ("alert", "Alert"),
                    ("seen", "Seen"),
                    ("audited", "Audited"),
                    ("commented", "Commented"),
                    ("verified", "Verified"),
                    ("held", "Held"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="sqltext",
            index=django.contrib.postgres.indexes.GinIndex(fields=["columns"], name="sqltext_by_column"),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds__isnull", False), ("credits__isnull", False), _connector="OR"),
                name="a_budget_says_how_much",
            ),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="tabletally",
            index=models.Index(fields=["day"], name="tabletally_by_day"),
        ),
        migrations.AddIndex(
            model_name="tabletally",
            index=models.Index(fields=["table", "day"], name="tabletally_by_table"),
        ),
        migrations.AddIndex(
            model_name="tabletally",
            index=models.Index(fields=["person_id", "table", "day"], name="tabletally_by_person"),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["day"], name="tally_by_day"),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["report", "day"], name="tally_by_report"),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["team", "day"], name="tally_by_team"),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["person_id", "day"], name="tally_by_person"),
        ),
        migrations.AddField(
            model_name="token",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="usage",
            index=models.Index(fields=["bytes", "statement_id"], name="usage_by_bytes"),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="a_search_is_saved_once_under_a_name"),
        ),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
