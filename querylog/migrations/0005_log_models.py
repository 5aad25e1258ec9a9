"""The log says which version of a model was asked, and what one was trained on. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("querylog", "0004_find_who_opened_which_report"),
    ]

    operations = [
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
                    ("downloaded", "Downloaded"),
                    ("predicted", "Predicted"),
                    ("permission", "Permission"),
                    ("admin", "Admin"),
                    ("dropped", "Dropped"),
                    ("compared", "Compared"),
                    ("alert", "Alert"),
                    ("seen", "Seen"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("base", "Base"),
                    ("count", "Count"),
                    ("slice", "Slice"),
                    ("options", "Options"),
                    ("export", "Export"),
                    ("fetch", "Fetch"),
                    ("cancel", "Cancel"),
                    ("schema", "Schema"),
                    ("check", "Check"),
                    ("training", "Training"),
                    ("explain", "Explain"),
                    ("history", "History"),
                ],
                max_length=10,
            ),
        ),
    ]
