"""The addresses of the audit pages."""

from django.urls import path

from querylog.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.statements, name="list"),
    path("<uuid:statement_id>/", views.statement, name="statement"),
]
