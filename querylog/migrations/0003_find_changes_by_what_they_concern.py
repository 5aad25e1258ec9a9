"""A change of rights is found by the person, team, report or table that it concerns."""

from django.db import migrations

INDEX = """
CREATE INDEX event_by_concern ON querylog_event USING gin (facts jsonb_path_ops) WHERE kind IN ('permission', 'admin');
"""


class Migration(migrations.Migration):
    dependencies = [("querylog", "0002_find_by_name_and_by_hidden_value")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX event_by_concern;")]
