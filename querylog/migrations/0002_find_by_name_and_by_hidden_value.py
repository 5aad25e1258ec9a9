"""Whatever a statement is searched by has an index."""

from django.db import migrations

INDEXES = """
CREATE INDEX statement_by_name ON querylog_statement (asked_by_name, id) WHERE asked_by_name <> '';
CREATE INDEX statement_by_hidden_value ON querylog_statement USING gin (binds jsonb_path_ops)
    WHERE binds @? '$[*].hashed';
"""


class Migration(migrations.Migration):
    dependencies = [("querylog", "0001_keep_the_log_in_months")]

    operations = [
        migrations.RunSQL(INDEXES, "DROP INDEX statement_by_name, statement_by_hidden_value;"),
    ]
