"""The addresses of the audit pages."""

from django.urls import include, path

from querylog.audit import completing, histogram_page, histories, integrity, listing, saved_pages
from querylog.audit.api import pages
from querylog.audit.export.views import export
from querylog.audit.numbers import costing, unusual
from querylog.audit.numbers import views as numbers
from querylog.audit.statement import page

app_name = "audit"
urlpatterns = [
    path("", listing.statements, name="list"),
    path("completions/", completing.completions, name="completions"),
    path("histogram/", histogram_page.histogram, name="histogram"),
    path("saved/", saved_pages.searches, name="saved"),
    path("saved/<int:search_id>/", saved_pages.rename, name="rename"),
    path("saved/<int:search_id>/delete/", saved_pages.delete, name="delete"),
    path("numbers/", numbers.overview, name="numbers"),
    path("numbers/tables/", numbers.people_and_tables, name="numbers-tables"),
    path("numbers/reports/", numbers.reports_over_time, name="numbers-reports"),
    path("numbers/heaviest/", numbers.heavy, name="numbers-heaviest"),
    path("numbers/failing/", numbers.failing, name="numbers-failing"),
    path("numbers/unused/", numbers.idle, name="numbers-unused"),
    path("cost/", costing.cost, name="cost"),
    path("cost/budget/", costing.budget, name="budget"),
    path("unusual/", unusual.unusual, name="unusual"),
    path("unusual/<slug:rule>/", unusual.tune, name="tune"),
    path("export/", export, name="export"),
    path("changes/", histories.changes, name="changes"),
    path("integrity/", integrity.integrity, name="integrity"),
    path("integrity/holds/", integrity.hold, name="hold"),
    path("integrity/holds/<int:hold_id>/release/", integrity.release, name="release"),
    path("integrity/<uuid:alert_id>/seen/", integrity.seen, name="seen"),
    path("people/<int:person_id>/", histories.person, name="person"),
    path("reports/<slug:slug>/", histories.report, name="report"),
    path("tables/<path:name>/", histories.table, name="table"),
    path("columns/<path:name>/", histories.column, name="column"),
    path("<uuid:statement_id>/", page.statement, name="statement"),
    path("<uuid:statement_id>/runs/", page.runs, name="runs"),
    path("<uuid:statement_id>/comment/", page.comment, name="comment"),
    path("<uuid:statement_id>/diff/", page.compare, name="compare"),
    path("<uuid:statement_id>/diff/<str:other>/", page.diff, name="diff"),
    path("tokens/", pages.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", pages.revoke, name="revoke"),
    path("api/", include("querylog.audit.api.urls")),
]
