"""The addresses of the access review."""

from django.urls import path

from portal.review import views, why

app_name = "review"
urlpatterns = [
    path("", views.matrix, name="matrix"),
    path("access-review.<slug:format>", views.download, name="download"),
    path("people/<int:person_id>/", why.person, name="person"),
    path("reports/<slug:slug>/", why.report, name="report"),
    path("tables/", why.tables, name="tables"),
    path("tables/<str:name>/", why.table, name="table"),
]
