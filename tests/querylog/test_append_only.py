"""The log is only added to: the database itself refuses everything else, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from querylog.asker import Asker
from querylog.models import Ending, Statement, Submission
from tests.querylog.asking import as_kept, ask

pytestmark = pytest.mark.django_db

TABLES = ("querylog_sqltext", "querylog_statement", "querylog_submission", "querylog_ending")
COLUMNS = {"querylog_sqltext": "sql", "querylog_statement": "team"}


def attempt(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["update {table} set {column} = {column}", "delete from {table}", "truncate {table}"])
def test_the_database_refuses_to_change_or_remove_a_row(table, sql):
    sql = sql.format(table=table, column=COLUMNS.get(table, "at"))
    cascade = " cascade" if sql.startswith("truncate") else ""
    with pytest.raises(DatabaseError, match=r"The query log is append-only: rows of querylog_.* are never changed"):
        attempt(sql + cascade)


@pytest.mark.parametrize("table", TABLES)
def test_the_refusal_names_the_table(table):
    with pytest.raises(DatabaseError, match=f"rows of {table} are never changed or removed"):
        attempt(f"delete from {table}")


@pytest.mark.parametrize("table", TABLES)
def test_pgtriggers_own_switch_does_not_open_the_log(table):
    with connection.cursor() as cursor:
        cursor.execute("select array_agg(tgname) from pg_trigger where tgrelid = %s::regclass", [table])
        cursor.execute(
            "select set_config('pgtrigger.ignore', %s::text, true)", ["{" + ",".join(cursor.fetchone()[0]) + "}"]
        )
    with pytest.raises(DatabaseError, match="append-only"):
        attempt(f"delete from {table}")


@pytest.mark.parametrize("table", TABLES)
def test_a_superusers_session_that_rests_its_triggers_is_refused_too(table):
    with pytest.raises(DatabaseError, match="append-only"):
        attempt(f"set local session_replication_role = replica; delete from {table}")


@pytest.mark.parametrize("model", [Statement, Submission, Ending])
def test_django_cant_remove_a_row_either(model):
    ask("select 1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all().delete()


def test_a_row_outlives_the_account_of_who_asked(people):
    ana = people["ana"]
    asker = Asker(user_id=ana.pk, name="Ana Moreno", team="Shopper insights", report="category-performance")
    statement = ask("select 1", asker=asker).statement
    gone = ana.pk
    ana.delete()
    kept = as_kept(statement)
    assert (kept.asked_by_id, kept.asked_by_name) == (gone, "Ana Moreno")
