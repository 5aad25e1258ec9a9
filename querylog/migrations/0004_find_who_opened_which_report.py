"""When did somebody last open a report? Answered from an index of the views alone, however long the log is."""

from django.db import migrations

INDEX = """
CREATE INDEX event_by_view ON querylog_event (report, person_id, id) WHERE kind = 'viewed';
"""


class Migration(migrations.Migration):
    dependencies = [("querylog", "0003_find_changes_by_what_they_concern")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX event_by_view;")]
