"""The addresses of a report: its page, and what Dash asks for to fill it. Each one stands behind the guard."""

from django.urls import path

from portal.access.guard import guarded
from portal.audiences.views import audience, download
from portal.catalog.views import star
from portal.pages.report import back_to_page, report_page
from reports.embed import downloads, offers, views

urlpatterns = [
    path("<slug:slug>/", guarded(report_page), name="report"),
    path("<slug:slug>/star/", guarded(star), name="star"),
    path("<slug:slug>/app/", guarded(back_to_page), name="report-app"),
    path("<slug:slug>/app/_dash-layout", guarded(views.layout), name="report-layout"),
    path("<slug:slug>/app/_dash-dependencies", guarded(views.dependencies), name="report-dependencies"),
    path("<slug:slug>/app/_dash-update-component", guarded(views.update), name="report-update"),
    path("<slug:slug>/app/offers", guarded(offers.offers), name="report-offers"),
    path(
        "<slug:slug>/download/<uuid:run>/<slug:visual>.<slug:format>",
        guarded(downloads.download),
        name="report-download",
    ),
    path("<slug:slug>/audience/<uuid:run>/<slug:visual>/", guarded(audience), name="audience"),
    path("<slug:slug>/audience/<int:pk>/download/", guarded(download), name="audience-download"),
]
