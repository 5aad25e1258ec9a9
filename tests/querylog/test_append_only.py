"""The log is only added to: the database itself refuses everything else, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from querylog.asker import Asker
from querylog.models import Ending, Statement, Submission
from querylog.roles import tables_of_the_log
from tests.querylog.asking import as_kept, ask

pytestmark = pytest.mark.django_db

WHOLE = tuple(tables_of_the_log())
MONTHS = tuple(f"querylog_{table}_{timezone.now():%Y_%m}" for table in ("statement", "submission", "ending", "event"))
TABLES = WHOLE + MONTHS


def attempt(sql: str, *, as_owner: bool = True) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if as_owner:
            cursor.execute("set local role none")
        cursor.execute(sql)


def a_column_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select attname from pg_attribute where attrelid = %s::regclass and attnum = 1", [table])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["update {table} set {column} = {column}", "delete from {table}", "truncate {table}"])
def test_the_database_refuses_to_change_or_remove_a_row(table, sql):
    with pytest.raises(DatabaseError, match=r"The query log is append-only: rows of querylog_.* are never changed"):
        attempt(sql.format(table=table, column=a_column_of(table)))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["update {table} set {column} = {column}", "delete from {table}", "truncate {table}"])
def test_the_webs_own_role_has_no_right_to_try(table, sql):
    with pytest.raises(DatabaseError, match="permission denied"):
        attempt(sql.format(table=table, column=a_column_of(table)), as_owner=False)


@pytest.mark.parametrize("table", MONTHS)
def test_the_webs_own_role_adds_through_the_whole_table_only(table):
    with pytest.raises(DatabaseError, match="permission denied"):
        attempt(f"insert into {table} select * from {table}", as_owner=False)


@pytest.mark.parametrize("table", MONTHS)
def test_the_webs_own_role_can_not_take_a_month_out(table):
    with pytest.raises(DatabaseError, match="must be owner"):
        attempt(f"drop table {table}", as_owner=False)


def test_a_month_that_is_added_is_guarded_from_its_first_moment():
    with connection.cursor() as cursor:
        cursor.execute("select querylog_add_month('2031-07-15')")
    with pytest.raises(DatabaseError, match="rows of querylog_ending_2031_07 are never changed or removed"):
        attempt("truncate querylog_ending_2031_07")


@pytest.mark.parametrize("table", TABLES)
def test_the_refusal_names_the_table(table):
    with pytest.raises(DatabaseError, match=f"rows of {table} are never changed or removed"):
        attempt(f"delete from {table}")


@pytest.mark.parametrize("table", TABLES)
def test_a_superusers_session_that_rests_its_triggers_is_refused_too(table):
    with pytest.raises(DatabaseError, match="append-only"):
        attempt(f"set local session_replication_role = replica; delete from {table}")


@pytest.mark.parametrize("model", [Statement, Submission, Ending])
def test_django_cant_remove_a_row_either(model):
    ask("select 1")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        model.objects.all().delete()


def test_a_row_outlives_the_account_of_who_asked(people):
    ana = people["ana"]
    asker = Asker(user_id=ana.pk, name="Ana Moreno", team="Shopper insights", report="category-performance")
    statement = ask("select 1", asker=asker).statement
    gone = ana.pk
    ana.delete()
    kept = as_kept(statement)
    assert (kept.asked_by_id, kept.asked_by_name) == (gone, "Ana Moreno")
