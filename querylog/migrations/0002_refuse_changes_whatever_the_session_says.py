"""Triggers that no setting of a session switches off.

pgtrigger's own look at the variable pgtrigger.ignore, which any role may set, and like every ordinary trigger they
rest while session_replication_role is "replica". These look at nothing, and fire ALWAYS.
"""

from django.db import migrations

TABLES = ("querylog_sqltext", "querylog_statement", "querylog_submission", "querylog_ending")

REFUSE = """
CREATE FUNCTION querylog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The query log is append-only: rows of % are never changed or removed.', TG_TABLE_NAME;
END $$;
"""
GUARD = """
CREATE TRIGGER append_only_always BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION querylog_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only_always;
"""
UNGUARD = "DROP TRIGGER append_only_always ON {table};"


class Migration(migrations.Migration):
    dependencies = [("querylog", "0001_create_the_log")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION querylog_refuse();"),
        *(migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table)) for table in TABLES),
    ]
