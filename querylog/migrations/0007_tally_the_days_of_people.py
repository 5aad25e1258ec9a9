"""When does somebody work, and which statements have no credits because they are too short? Sums that rules and costs
need.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("querylog", "0006_keep_an_audit_workbench")]

    operations = [
        migrations.CreateModel(
            name="DayTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("person_id", models.BigIntegerField()),
                ("person_name", models.CharField(max_length=150)),
                ("statements", models.BigIntegerField()),
                (
                    "hours",
                    models.IntegerField(
                        help_text="Bit n is set when she asked something in hour n of the day, in UTC."
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["day"], name="daytally_by_day"),
                    models.Index(fields=["person_id", "day"], name="daytally_by_person"),
                ],
            },
        ),
        migrations.AddField(
            model_name="tally",
            name="attributed_seconds",
            field=models.FloatField(default=0, help_text="Of those whose credits are known."),
        ),
        migrations.AddField(
            model_name="tally",
            name="short",
            field=models.BigIntegerField(default=0, help_text="How many of the others took less than 100 ms."),
        ),
    ]
