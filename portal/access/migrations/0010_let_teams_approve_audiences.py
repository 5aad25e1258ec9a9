"""Before ids leave the portal, a lead of the team may have to approve."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_put_changes_by_sql_on_record"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="approves_audiences",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Before ids leave the portal, a lead of the team approves each export: its ids, and what for.",
                verbose_name="audience exports need approval",
            ),
        ),
    ]
