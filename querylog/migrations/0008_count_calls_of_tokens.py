"""How many calls a token has made in the minute in which it was last shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("querylog", "0007_tally_the_days_of_people")]

    operations = [
        migrations.AddField(
            model_name="token",
            name="calls",
            field=models.PositiveIntegerField(default=0, help_text="In that minute."),
        ),
    ]
