from django.conf import settings
from django.db import migrations, models

import portal.access.names


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_sign_in_by_sso"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="scim_deleted",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, help_text="She was deleted there."
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="scim_external_id",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, help_text="Its own id of her.", max_length=254
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="switched_off_by_scim",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Else an admin did it, and only an admin undoes it.",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="came_by",
            field=models.CharField(
                choices=[("hand", "by hand"), ("sso", "by a group"), ("scim", "by a group of the directory")],
                default="hand",
                editable=False,
                help_text="What came by a group ends with it: at the next sign-in, or at once where a directory tells of it. What was made by hand stays.",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={"unique": "A person with this name is there already."},
                max_length=150,
                unique=True,
                validators=[portal.access.names.check_name],
            ),
        ),
        migrations.CreateModel(
            name="DirectoryGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, unique=True)),
                ("scim_external_id", models.CharField(blank=True, max_length=254)),
                ("people", models.ManyToManyField(related_name="directory_groups", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["name"],
                "verbose_name": "group of the directory",
                "verbose_name_plural": "groups of the directory",
                "default_permissions": (),
            },
        ),
    ]
