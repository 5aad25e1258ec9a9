"""The addresses of the catalog's own pages. Those of a report are in portal.report_urls, behind the guard."""

from django.urls import path

from portal.catalog import views

urlpatterns = [
    path("find/", views.found, name="find"),
    path("requests/", views.requests, name="requests"),
    path("requests/<int:pk>/", views.decide, name="decide"),
    path("requests/<int:pk>/seen/", views.put_away, name="put-away"),
    path("requests/ask/<slug:slug>/", views.ask, name="ask"),
]
