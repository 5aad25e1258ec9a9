"""The addresses of requests for audiences. Those of a report's audience are in portal.report_urls, behind the guard."""

from django.urls import path

from portal.audiences import views

urlpatterns = [
    path("", views.requests, name="audiences"),
    path("<int:pk>/", views.decide, name="decide-audience"),
    path("<int:pk>/seen/", views.put_away, name="put-audience-away"),
]
