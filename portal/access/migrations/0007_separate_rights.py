from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_let_admins_view_as"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="team",
            options={
                "ordering": ["name"],
                "permissions": [("manage_members", "Can say who is in any team and who leads it; grants nothing")],
            },
        ),
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [
                    ("develop_reports", "Can see why a report file is broken"),
                    ("view_as", "Can see the portal as somebody else does"),
                    ("see_sql", "Can see the SQL behind what is open to them, and its values"),
                ],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
    ]
