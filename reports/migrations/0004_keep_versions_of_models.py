"""Versions of models, which are added and never changed: PostgreSQL itself refuses it."""

from django.db import migrations, models

GUARD = """
CREATE FUNCTION reports_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A version of a model is never changed or removed. Train a new one.';
END $$;
CREATE TRIGGER keep_version BEFORE UPDATE OR DELETE ON reports_modelversion
    FOR EACH ROW EXECUTE FUNCTION reports_keep_version();
"""
UNGUARD = """
DROP TRIGGER keep_version ON reports_modelversion;
DROP FUNCTION reports_keep_version();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_add_fit"),
    ]

    operations = [
        migrations.CreateModel(
            name="ModelVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField(max_length=100)),
                ("version", models.PositiveIntegerField()),
                ("trained_at", models.DateTimeField(auto_now_add=True)),
                ("trained_by", models.CharField(max_length=150)),
                ("report", models.SlugField(help_text="The report that declares it.", max_length=100)),
                ("statement_id", models.UUIDField(help_text="The statement in the log that read its data.", null=True)),
                ("declaration", models.CharField(help_text="SHA-256 of what it was asked to learn.", max_length=64)),
                (
                    "data_hash",
                    models.CharField(help_text="SHA-256 of the rows that it was trained and tried on.", max_length=64),
                ),
                ("rows", models.PositiveIntegerField(help_text="How many rows it learned from.")),
                (
                    "features",
                    models.JSONField(help_text="In the model's order, with the values of those that are categories."),
                ),
                (
                    "metrics",
                    models.JSONField(help_text="Of the model and of each baseline, on weeks that it had not seen."),
                ),
                ("drivers", models.JSONField(help_text="Each feature, and by how much the error grows without it.")),
                ("facts", models.JSONField(help_text="Cut-offs, rows of the trial, settings, versions of libraries.")),
                ("sha256", models.CharField(help_text="Of the file.", max_length=64)),
                ("content", models.BinaryField(help_text="The model, as skops writes it.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "version"), name="a_version_of_a_model_is_there_once")
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
