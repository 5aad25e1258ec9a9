"""Every address of the portal. /healthz and /readyz are answered before these, by portal.pages.health."""

from django.contrib import admin
from django.urls import include, path

from reports.embed.views import outlines

urlpatterns = [
    path("", include("portal.pages.urls")),
    path("", include("portal.access.urls")),
    path("", include("portal.catalog.urls")),
    path("audiences/", include("portal.audiences.urls")),
    path("scim/v2/", include("portal.provisioning.urls")),
    path("reports/", include("portal.report_urls")),
    path("access/", include("portal.review.urls")),
    path("models/", include("portal.cards.urls")),
    path("outlines/<slug:which>", outlines, name="outlines"),
    path("audit/", include("querylog.audit.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "portal.pages.errors.bad_request"
handler403 = "portal.pages.errors.forbidden"
handler404 = "portal.pages.errors.not_found"
handler500 = "portal.pages.errors.server_error"
