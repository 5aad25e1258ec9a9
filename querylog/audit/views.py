"""What an analyst sees of the log. Reading it takes the right to; nobody can change it here or anywhere."""

import sqlglot
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from sqlglot.errors import SqlglotError

from querylog.audit.guard import may_audit
from querylog.audit.history import of_statement
from querylog.models import Statement

MOST_CHILDREN = 200


@require_GET
@login_required
@may_audit
def statement(request: HttpRequest, statement_id: str) -> HttpResponse:
    """One statement, with the run that it belongs to."""
    found = get_object_or_404(_whole(), pk=statement_id)
    children = _whole().filter(parent=found).order_by("pk")
    context = {
        "statement": found,
        "sql": readable(found.sql),
        "parents": _whole().filter(children=found),
        "children": children[:MOST_CHILDREN],
        "children_count": children.count(),
        "entries": of_statement(found),
    }
    return render(request, "audit/statement.html", context)


def readable(sql: str) -> str:
    """The SQL with a line for each clause; as it was sent where it can't be read."""
    try:
        statements = sqlglot.transpile(sql, read="snowflake", write="snowflake", pretty=True)
    except (SqlglotError, RecursionError):
        return sql
    return ";\n".join(statements) or sql


def _whole() -> QuerySet[Statement]:
    return Statement.objects.select_related("text", "submission", "ending")
