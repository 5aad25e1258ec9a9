"""The history of one object in the admin site, out of the log: who changed what, from what to what, by any way."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from querylog.audit.history import concerning

A_PAGE = 50


class WithHistory(ModelAdmin):
    """An admin page whose History is that of the log: what the admin site did and what came by any other way."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The events that concern this object, newest first; who may see the object may see them."""
        if self.get_object(request, unquote(object_id)) is None:
            return super().history_view(request, object_id, extra_context)  # which says that there is none
        events = concerning(self.concern(object_id)).order_by("-pk")
        page = Paginator(events, A_PAGE).get_page(request.GET.get("p"))
        told = {"entries": page, "columns": ["When", "Who", "What"]}
        return super().history_view(request, object_id, {**(extra_context or {}), **told})

    def concern(self, object_id: str) -> str:
        """What the log calls this object."""
        return f"{self.model._meta.label_lower}:{object_id}"
