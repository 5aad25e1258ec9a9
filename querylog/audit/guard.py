"""Who may read the log."""

from django.contrib.auth.decorators import permission_required

SEES_SQL = "access.see_sql"  # a right of its own: who may read the log may not read the SQL in it by that
may_audit = permission_required("querylog.view_statement", raise_exception=True)
