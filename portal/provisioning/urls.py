"""The addresses of SCIM. The names are django-scim2's, which asks for its addresses by them.

Each view stands behind the gate, which the settings name (AUTH_CHECK_MIDDLEWARE); a session opens none.
"""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, re_path
from django_scim.views import SCIMView

from portal.provisioning import views

app_name = "scim"


def _path(route: str, view: type[SCIMView], name: str) -> URLPattern:
    return re_path(route, login_not_required(view.as_view()), name=name)


urlpatterns = [
    _path(r"^Users(?:/(?P<uuid>[^/]+))?$", views.Users, "users"),
    _path(r"^Groups(?:/(?P<uuid>[^/]+))?$", views.Groups, "groups"),
    _path(r"^ServiceProviderConfig$", views.ServiceProviderConfig, "service-provider-config"),
    _path(r"^ResourceTypes(?:/(?P<uuid>[^/]+))?$", views.ResourceTypes, "resource-types"),
    _path(r"^Schemas(?:/(?P<uuid>[^/]+))?$", views.Schemas, "schemas"),
    _path(r"^", views.Nothing, "nothing"),
]
