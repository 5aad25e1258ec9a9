"""Who may read the log."""

from django.contrib.auth.decorators import permission_required

may_audit = permission_required("querylog.view_statement", raise_exception=True)
