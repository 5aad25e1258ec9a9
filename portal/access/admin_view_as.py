"""The button on the page of a person or a team in the admin site that leads to seeing the portal as they do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.admin import ModelAdmin
from unfold.decorators import action

from portal.access.models import Team
from portal.access.viewings import VIEW_AS


class CanBeSeenAs(ModelAdmin):
    """An admin page with that button, for those with the right to."""

    actions_detail = ["view_as"]

    @action(description="View as", url_path="view-as", permissions=["view_as"], icon="visibility")
    def view_as(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To the page that asks whether to; nothing begins by a link."""
        whom = self.get_object(request, object_id)
        if whom is None:
            raise Http404(f"There is no {self.opts.verbose_name} {object_id!r}.")
        return redirect("view-as-team" if self.model is Team else "view-as-person", pk=whom.pk)

    def has_view_as_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """By this name unfold asks for it."""
        return request.user.has_perm(VIEW_AS)
