"""The log and its working tables.

What grows is kept in months, by the time that an id begins with, so that a month can be taken out whole. Every table
of the log, and every partition of one, refuses UPDATE, DELETE and TRUNCATE: by a trigger that looks at no setting and
fires ALWAYS, also where a session's own role is "replica". TRUNCATE of a partition passes its parent's triggers by,
so each partition has its own.
"""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import querylog.ids
import querylog.models.columns

FUNCTIONS = """
-- The number of the running transaction, in the order in which they began to write.
CREATE FUNCTION querylog_tx() RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce((SELECT max(after_tx) FROM querylog_restore), 0) + pg_current_xact_id()::text::bigint;
END $$;

-- Every transaction before this one has ended: no row of theirs can still appear.
CREATE FUNCTION querylog_settled_tx() RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RETURN coalesce((SELECT max(after_tx) FROM querylog_restore), 0)
         + pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
END $$;

CREATE FUNCTION querylog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The query log is append-only: rows of % are never changed or removed.', TG_TABLE_NAME;
END $$;

CREATE FUNCTION querylog_guard(guarded text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION querylog_refuse()', guarded);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', guarded);
END $$;

CREATE FUNCTION querylog_first_id(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Partitions for the month of this moment, in UTC. It runs with its owner's rights: whoever may add rows may need it.
CREATE FUNCTION querylog_add_month(moment timestamptz) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET timezone = 'UTC' AS $$
DECLARE
    month timestamptz := date_trunc('month', moment);
    parent text;
    child text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('querylog_add_month'));
    FOREACH parent IN ARRAY ARRAY['querylog_statement', 'querylog_submission', 'querylog_ending', 'querylog_event'] LOOP
        child := parent || to_char(month, '_YYYY_MM');
        IF to_regclass(child) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', child, parent,
                           querylog_first_id(month), querylog_first_id(month + interval '1 month'));
            PERFORM querylog_guard(child);
        END IF;
    END LOOP;
    RETURN to_char(month, 'YYYY-MM');
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION querylog_add_month(timestamptz), querylog_first_id(timestamptz), querylog_guard(text), querylog_refuse(),
    querylog_settled_tx(), querylog_tx();
"""
INDEXES = """
CREATE INDEX statement_by_press ON querylog_statement (press) WHERE press IS NOT NULL;
CREATE INDEX statement_by_report ON querylog_statement (report, id) WHERE report <> '';
CREATE INDEX statement_by_team ON querylog_statement (team, id) WHERE team <> '';
CREATE INDEX statement_by_person ON querylog_statement (asked_by_id, id);
CREATE INDEX statement_by_parent ON querylog_statement (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX statement_by_text ON querylog_statement (text_id, id);
CREATE INDEX submission_by_query_id ON querylog_submission (query_id text_pattern_ops);
CREATE INDEX event_by_person ON querylog_event (person_id, id);
CREATE INDEX event_by_report ON querylog_event (report, id) WHERE report <> '';
CREATE INDEX event_by_statement ON querylog_event (statement_id) WHERE statement_id IS NOT NULL;
CREATE INDEX event_by_kind ON querylog_event (kind, id);
CREATE INDEX statement_by_tx ON querylog_statement USING brin (tx) WITH (autosummarize = on);
CREATE INDEX submission_by_tx ON querylog_submission USING brin (tx) WITH (autosummarize = on);
CREATE INDEX ending_by_tx ON querylog_ending USING brin (tx) WITH (autosummarize = on);
CREATE INDEX event_by_tx ON querylog_event USING brin (tx) WITH (autosummarize = on);
CREATE INDEX sqltext_by_tx ON querylog_sqltext USING brin (tx) WITH (autosummarize = on);
"""
GUARDS = "SELECT querylog_guard('querylog_' || name) FROM unnest(ARRAY['sqltext', 'statement', 'submission', 'ending', 'event', 'seal', 'sealindex', 'restore']) AS name;"
FIRST_MONTHS = "SELECT querylog_add_month(now()), querylog_add_month(now() + interval '1 month');"


class CreatePartitionedModel(migrations.CreateModel):
    """A table that PostgreSQL keeps in partitions, by ranges of this column."""

    def __init__(self, *args, by, **options):
        super().__init__(*args, **options)
        self.by = by

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.name)
        sql, values = schema_editor.table_sql(model)
        schema_editor.execute(f"{sql} PARTITION BY RANGE ({self.by})", values or None)

    def deconstruct(self):
        name, args, options = super().deconstruct()
        return name, args, {**options, "by": self.by}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.CreateModel(
            name="SqlText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("sql", models.TextField()),
                (
                    "tables",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="What it reads, by names in capitals.",
                        size=None,
                    ),
                ),
                (
                    "tx",
                    querylog.models.columns.Transaction(
                        db_default=models.Func(function="querylog_tx", output_field=models.BigIntegerField()),
                        editable=False,
                    ),
                ),
            ],
        ),
        CreatePartitionedModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=querylog.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("intended_at", models.DateTimeField(auto_now_add=True)),
                ("asked_by_name", models.CharField(max_length=150)),
                ("team", models.CharField(blank=True, max_length=150)),
                ("report", models.CharField(blank=True, max_length=100)),
                (
                    "part",
                    models.CharField(blank=True, help_text="Which query or visual of the report.", max_length=100),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("base", "Base"),
                            ("count", "Count"),
                            ("slice", "Slice"),
                            ("options", "Options"),
                            ("export", "Export"),
                            ("fetch", "Fetch"),
                            ("cancel", "Cancel"),
                            ("schema", "Schema"),
                            ("check", "Check"),
                            ("explain", "Explain"),
                            ("history", "History"),
                        ],
                        max_length=10,
                    ),
                ),
                ("press", models.UUIDField(help_text="One press of Refresh, and all that came of it.", null=True)),
                (
                    "text",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="querylog.sqltext",
                    ),
                ),
                (
                    "reads",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        default=list,
                        help_text="The query IDs of the results that it names.",
                        size=None,
                    ),
                ),
                (
                    "binds",
                    models.JSONField(default=list, help_text="The bound values in order; dates and decimals as text."),
                ),
                (
                    "tx",
                    querylog.models.columns.Transaction(
                        db_default=models.Func(function="querylog_tx", output_field=models.BigIntegerField()),
                        editable=False,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="children",
                        to="querylog.statement",
                    ),
                ),
            ],
            by="id",
        ),
        CreatePartitionedModel(
            name="Submission",
            fields=[
                (
                    "statement",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="querylog.statement",
                    ),
                ),
                ("query_id", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "tx",
                    querylog.models.columns.Transaction(
                        db_default=models.Func(function="querylog_tx", output_field=models.BigIntegerField()),
                        editable=False,
                    ),
                ),
            ],
            by="statement_id",
        ),
        CreatePartitionedModel(
            name="Ending",
            fields=[
                (
                    "statement",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        serialize=False,
                        to="querylog.statement",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("intended", "Intended"),
                            ("submitted", "Submitted"),
                            ("finished", "Finished"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                            ("lost", "Lost"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("rows", models.BigIntegerField(null=True)),
                ("seconds", models.FloatField(help_text="From sending it to knowing its end.", null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "tx",
                    querylog.models.columns.Transaction(
                        db_default=models.Func(function="querylog_tx", output_field=models.BigIntegerField()),
                        editable=False,
                    ),
                ),
            ],
            by="statement_id",
        ),
        CreatePartitionedModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=querylog.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed in", "Signed In"),
                            ("sign-in failed", "Sign In Failed"),
                            ("signed out", "Signed Out"),
                            ("viewed", "Viewed"),
                            ("reused", "Reused"),
                            ("downloaded", "Downloaded"),
                            ("permission", "Permission"),
                            ("admin", "Admin"),
                            ("dropped", "Dropped"),
                            ("compared", "Compared"),
                            ("alert", "Alert"),
                            ("seen", "Seen"),
                        ],
                        max_length=20,
                    ),
                ),
                ("person_name", models.CharField(blank=True, max_length=150)),
                ("team", models.CharField(blank=True, max_length=150)),
                ("report", models.CharField(blank=True, max_length=100)),
                ("facts", models.JSONField(default=dict)),
                (
                    "tx",
                    querylog.models.columns.Transaction(
                        db_default=models.Func(function="querylog_tx", output_field=models.BigIntegerField()),
                        editable=False,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="querylog.statement",
                    ),
                ),
            ],
            by="id",
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "stretch",
                    models.CharField(help_text='The month of the rows, such as "2026-11", or "texts".', max_length=7),
                ),
                ("from_tx", models.BigIntegerField(help_text="The first transaction whose rows are in it.")),
                ("to_tx", models.BigIntegerField(help_text="The first one whose rows are not.")),
                (
                    "roots",
                    models.JSONField(
                        help_text="For each table: how many rows, their Merkle root, the digest of their index."
                    ),
                ),
                ("at", models.DateTimeField()),
                ("previous", models.BinaryField(help_text="The hash of the seal before.", max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                (
                    "signature",
                    models.BinaryField(help_text="Ed25519, over the hash; empty without a key.", max_length=64),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=20)),
                ("entries", models.BinaryField(help_text="32 bytes for each row: 16 of its key, 16 of its hash.")),
                (
                    "seal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="indexes",
                        to="querylog.seal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Restore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("after_tx", models.BigIntegerField(help_text="Added to PostgreSQL's own number of a transaction.")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("by", models.CharField(max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "statement_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("team", models.CharField(max_length=150)),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "call",
                    models.JSONField(help_text="What is to be sent, as long as it waits; then nothing.", null=True),
                ),
                ("leased_until", models.DateTimeField(help_text="Until then somebody watches it.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Shared",
            fields=[
                ("fingerprint", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("statement_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=100)),
                ("at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="sqltext",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("sql"), name="gin_trgm_ops"
                ),
                name="sqltext_by_any_part",
            ),
        ),
        migrations.AddIndex(
            model_name="sqltext",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tables"], name="sqltext_by_table"),
        ),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(fields=["team", "since"], name="turn_by_team"),
        ),
        migrations.AddConstraint(
            model_name="sealindex",
            constraint=models.UniqueConstraint(fields=("seal", "table"), name="a_seal_has_an_index_of_a_table_once"),
        ),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(FIRST_MONTHS, migrations.RunSQL.noop),
    ]
