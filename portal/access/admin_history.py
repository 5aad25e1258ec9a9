"""The history of one object in the admin site, out of the log: who changed what, from what to what, by any way."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from querylog.audit.history import concerning
from querylog.audit.words import told
from querylog.models import Event

A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """An event, as the admin site's own template wants its entries."""

    event: Event

    @property
    def action_time(self) -> datetime:
        return self.event.at

    @property
    def user(self) -> Any:
        return SimpleNamespace(get_username=self.event.person_name or "someone who had not signed in", get_full_name="")

    def get_change_message(self) -> str:
        return told(self.event)


class WithHistory(ModelAdmin):
    """An admin page whose History is that of the log: what the admin site did and what came by any other way."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The events that concern this object, newest first; who may see the object may see them."""
        events = concerning(self.concern(object_id)).order_by("-pk")
        page = Paginator(events, A_PAGE).get_page(request.GET.get("p"))
        page.object_list = [Line(each) for each in page.object_list]  # type: ignore[misc]
        entries = {"action_list": page, "pagination_required": page.paginator.num_pages > 1, "page_var": "p"}
        entries["page_range"] = page.paginator.get_elided_page_range(page.number)
        return super().history_view(request, object_id, {**(extra_context or {}), **entries})

    def concern(self, object_id: str) -> str:
        """What the log calls this object."""
        return f"{self.model._meta.label_lower}:{object_id}"
