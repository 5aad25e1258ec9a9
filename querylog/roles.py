"""Who may do what in the database: the web and the workers add to the log and read it, and nothing else.

They sign in as a role that is a member of portico_app; the migrations as the owner of the tables. Where both are one
role, the triggers alone guard the log.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections

APP_ROLE = "portico_app"
LOG = ("SqlText", "Statement", "Submission", "Ending", "Event", "Seal", "SealIndex", "Restore")

MAKE = """
DO $$ BEGIN
    CREATE ROLE {role} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
OPEN = """
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
"""
CLOSE = """
REVOKE ALL ON {partitions} FROM {role};
REVOKE UPDATE, DELETE, TRUNCATE ON {log} FROM {role};
"""
OWNED = "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = %s::regclass"


def tables_of_the_log() -> list[str]:
    """The names of the tables to which rows are only added."""
    return [apps.get_model("querylog", name)._meta.db_table for name in LOG]


def grant(sender: AppConfig, using: str, **_: Any) -> None:
    """After each migrate: the rights of the application's role, on all tables that there are now."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        schema, may_make_roles = cursor.fetchone()
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [APP_ROLE])
        if cursor.fetchone() == (False,):
            if not may_make_roles:
                return  # whoever set up this database wants one role for all
            cursor.execute(MAKE.format(role=APP_ROLE))
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY(%s::regclass[])",
            [tables_of_the_log()],
        )
        partitions = [name for (name,) in cursor.fetchall()]
        names = {"schema": connection.ops.quote_name(schema), "role": APP_ROLE}
        cursor.execute(OPEN.format(**names))
        cursor.execute(CLOSE.format(log=", ".join(tables_of_the_log()), partitions=", ".join(partitions), **names))


def owns_the_log(using: str = "default") -> bool:
    """True when we are signed in as someone who could take the triggers off."""
    with connections[using].cursor() as cursor:
        cursor.execute(OWNED, ["querylog_statement"])
        return bool(cursor.fetchone()[0])
