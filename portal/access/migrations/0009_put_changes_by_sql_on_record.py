"""Who changes by SQL, past the portal, who may see what: PostgreSQL itself puts that into the log."""

from django.db import migrations

WATCHED = (
    "access_attribute",
    "access_columnrule",
    "access_grant",
    "access_membership",
    "access_rowpolicy",
    "access_tablerule",
    "access_team",
    "access_teamgroup",
    "access_user",
    "access_user_groups",
    "access_user_user_permissions",
    "auth_group",
    "auth_group_permissions",
    "catalog_entry",
)

# The portal's own connections say that they keep the history themselves, with the person's name; see portal.settings.
# All others are a psql, a script or another program: the name of their role in PostgreSQL is all that is known of them.
FUNCTIONS = """
CREATE FUNCTION access_told(whole jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT whole - ARRAY['id', 'last_login', 'date_joined', 'granted_at', 'granted_by', 'sessions_ended',
                         'about', 'data', 'document', 'document_shown']
           || CASE WHEN whole ? 'password' THEN '{"password": "not shown"}'::jsonb ELSE '{}'::jsonb END
$$;

CREATE FUNCTION access_changed_by_sql() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    was jsonb := access_told(to_jsonb(OLD));
    now_is jsonb := access_told(to_jsonb(NEW));
    whole jsonb := coalesce(to_jsonb(NEW), to_jsonb(OLD), '{}'::jsonb);
    person bigint := CASE WHEN TG_TABLE_NAME = 'access_user' THEN whole ->> 'id' ELSE whole ->> 'user_id' END;
    label text := regexp_replace(TG_TABLE_NAME, '_', '.');
    entry text := CASE WHEN TG_TABLE_NAME = 'catalog_entry' THEN whole ->> 'slug' END;
    team_name text := CASE WHEN TG_TABLE_NAME = 'access_team' THEN whole ->> 'name'
                           ELSE (SELECT name FROM access_team WHERE id = (whole ->> 'team_id')::bigint) END;
    changes jsonb;
    facts jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, jsonb_build_array(was -> key, value)) INTO changes
        FROM jsonb_each(now_is) WHERE was -> key IS DISTINCT FROM value;
        IF (to_jsonb(NEW) ->> 'password') IS DISTINCT FROM (to_jsonb(OLD) ->> 'password') THEN
            changes := coalesce(changes, '{}') || '{"password": ["", "set anew"]}';
        END IF;
        IF changes IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    facts := jsonb_strip_nulls(jsonb_build_object(
        'what', regexp_replace(TG_TABLE_NAME, '^[a-z]+_', ''),
        'which', left(concat_ws(' ', team_name,
            (SELECT username FROM access_user WHERE id = (whole ->> 'user_id')::bigint), whole ->> 'username', entry,
            (SELECT name FROM auth_group WHERE id = (whole ->> 'group_id')::bigint),
            (SELECT name FROM auth_permission WHERE id = (whole ->> 'permission_id')::bigint),
            whole ->> 'report', whole ->> 'table', whole ->> 'column', nullif(whole ->> 'name', team_name)), 200),
        'action', CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' WHEN 'DELETE' THEN 'removed'
                             ELSE 'emptied' END,
        'changes', changes,
        'about', CASE WHEN person IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(person) END,
        'concerns', (SELECT coalesce(jsonb_agg(concern), '[]') FROM (VALUES
            (label || ':' || (whole ->> 'id')),
            ('access.team:' || (whole ->> 'team_id')),
            ('access.user:' || (whole ->> 'user_id')),
            ('access.user:' || (whole ->> 'contact_id')),
            ('auth.group:' || (whole ->> 'group_id')),
            ('report:' || coalesce(whole ->> 'report', entry)),
            ('table:' || (whole ->> 'table'))) AS each(concern) WHERE concern IS NOT NULL)))
        || CASE TG_OP WHEN 'INSERT' THEN jsonb_build_object('now', now_is)
                      WHEN 'DELETE' THEN jsonb_build_object('was', was) ELSE '{}'::jsonb END;
    PERFORM querylog_add_month(clock_timestamp());
    INSERT INTO querylog_event (id, at, kind, person_id, person_name, team, report, facts)
    VALUES (access_new_id(), clock_timestamp(), 'permission', NULL, left('SQL as ' || session_user, 150),
            coalesce(team_name, ''), coalesce(whole ->> 'report', entry, ''), facts);
    RETURN NULL;
END $$;

-- A UUID of version 7 of this moment, as querylog.ids has it (RFC 9562, section 5.7).
CREATE FUNCTION access_new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || substr(random, 1, 3) || '8' || substr(random, 4, 15))::uuid
    FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS random) AS dice
$$;
"""
NO_FUNCTIONS = """
DROP FUNCTION access_changed_by_sql(), access_told(jsonb), access_new_id();
"""
PAST_THE_PORTAL = "current_setting('portico.keeps_history', true) IS DISTINCT FROM 'yes'"


def _watch(table: str) -> str:
    return f"""
        CREATE TRIGGER put_on_record AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
            WHEN ({PAST_THE_PORTAL}) EXECUTE FUNCTION access_changed_by_sql();
        CREATE TRIGGER put_emptying_on_record AFTER TRUNCATE ON {table} FOR EACH STATEMENT
            WHEN ({PAST_THE_PORTAL}) EXECUTE FUNCTION access_changed_by_sql();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER put_on_record, ENABLE ALWAYS TRIGGER put_emptying_on_record;
    """


def _leave(table: str) -> str:
    return f"DROP TRIGGER put_on_record ON {table}; DROP TRIGGER put_emptying_on_record ON {table};"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_give_the_access_review_a_right"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("catalog", "0001_keep_a_catalog"),
        ("querylog", "0001_keep_the_log_in_months"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL("".join(map(_watch, WATCHED)), "".join(map(_leave, WATCHED))),
    ]
