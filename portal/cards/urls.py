"""The addresses of the model cards."""

from django.urls import path

from portal.cards import views

app_name = "models"
urlpatterns = [
    path("", views.all_models, name="list"),
    path("<slug:model>/", views.newest, name="newest"),
    path("<slug:model>/<int:version>/", views.card, name="card"),
]
