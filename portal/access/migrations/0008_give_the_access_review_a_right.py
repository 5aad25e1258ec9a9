"""Who may open what is seen by those who have the right to see it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0007_separate_rights")]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [
                    ("develop_reports", "Can see why a report file is broken"),
                    ("view_as", "Can see the portal as somebody else does"),
                    ("see_sql", "Can see the SQL behind what is open to them, and its values"),
                    ("review_access", "Can see who may open what: the access review"),
                ],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
    ]
