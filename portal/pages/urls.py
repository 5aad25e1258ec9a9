"""The addresses of the portal's own pages."""

from django.urls import path

from portal.pages import views
from portal.pages.bell import bell

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", views.account, name="account"),
    path("account/password/", views.ChangePassword.as_view(), name="password"),
    path("bell/", bell, name="bell"),
    path("brand.css", views.brand_css, name="brand"),
]
