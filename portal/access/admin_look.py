"""How the admin site looks and what stands in its sidebar."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy

from reports.render.brand import PORTICO


def _only_with(right: str) -> Callable[[HttpRequest], bool]:
    """In the sidebar stands what is open to who looks at it."""
    return lambda request: request.user.has_perm(right)


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Portico admin",
    "SITE_HEADER": "Portico",
    "SITE_SUBHEADER": "Who may open what",
    "SITE_ICON": lambda request: static("portal/mark.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("portal/favicon.svg")}],
    "SCRIPTS": [lambda request: static("portal/admin.js")],
    "BORDER_RADIUS": f"{PORTICO.radius}px",
    "COLORS": {"primary": PORTICO.accent_scale()},
    "SIDEBAR": {
        "navigation": [
            {
                "title": "Who may open what",
                "items": [
                    {
                        "title": "People",
                        "icon": "person",
                        "link": reverse_lazy("admin:access_user_changelist"),
                        "permission": _only_with("access.view_user"),
                    },
                    {
                        "title": "Teams",
                        "icon": "groups",
                        "link": reverse_lazy("admin:access_team_changelist"),
                        "permission": _only_with("access.view_team"),
                    },
                    {
                        "title": "Groups of the directory",
                        "icon": "hub",
                        "link": reverse_lazy("admin:access_directorygroup_changelist"),
                        "permission": lambda request: (
                            bool(settings.SCIM_TOKEN) and request.user.has_perm("access.view_team")
                        ),
                    },
                    {
                        "title": "Grants",
                        "icon": "key",
                        "link": reverse_lazy("admin:access_grant_changelist"),
                        "permission": _only_with("access.view_grant"),
                    },
                    {
                        "title": "Roles",
                        "icon": "badge",
                        "link": reverse_lazy("admin:auth_group_changelist"),
                        "permission": _only_with("auth.view_group"),
                    },
                    {
                        "title": "Access review",
                        "icon": "fact_check",
                        "link": reverse_lazy("review:matrix"),
                        "active": lambda request: False,  # its address is a part of theirs
                        "permission": _only_with("access.review_access"),
                    },
                ],
            },
            {
                "title": "Who sees which rows",
                "items": [
                    {
                        "title": "Tables",
                        "icon": "table",
                        "link": reverse_lazy("admin:access_tablerule_changelist"),
                        "permission": _only_with("access.view_tablerule"),
                    },
                    {
                        "title": "Row policies",
                        "icon": "filter_alt",
                        "link": reverse_lazy("admin:access_rowpolicy_changelist"),
                        "permission": _only_with("access.view_rowpolicy"),
                    },
                    {
                        "title": "Column rules",
                        "icon": "visibility_off",
                        "link": reverse_lazy("admin:access_columnrule_changelist"),
                        "permission": _only_with("access.view_columnrule"),
                    },
                ],
            },
            {
                "title": "The catalog",
                "items": [
                    {
                        "title": "Reports",
                        "icon": "library_books",
                        "link": reverse_lazy("admin:catalog_entry_changelist"),
                        "permission": _only_with("catalog.manage_catalog"),
                    },
                    {
                        "title": "Requests",
                        "icon": "inbox",
                        "link": reverse_lazy("admin:catalog_accessrequest_changelist"),
                        "permission": _only_with("catalog.decide_requests"),
                    },
                    {
                        "title": "Audience exports",
                        "icon": "outbox",
                        "link": reverse_lazy("admin:audiences_audiencerequest_changelist"),
                        "permission": _only_with("audiences.approve_audiences"),
                    },
                ],
            },
            {
                "title": "Portal",
                "items": [
                    {
                        "title": "Back to the reports",
                        "icon": "arrow_back",
                        "link": reverse_lazy("home"),
                        "active": lambda request: False,
                    }
                ],
            },
        ]
    },
}
