"""The search as one types, the stars, and the pages on which people ask for access and decide."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import rights
from portal.access.guard import entry_to_ask_for
from portal.access.second_step import admins_show_it_first
from portal.catalog import asking, shelf
from portal.catalog.forms import AskForm, DecideForm
from portal.catalog.models import AccessRequest
from portal.catalog.search import find
from portal.catalog.told import title_of
from reports.viewer import Viewer

MOST_DECIDED = 20


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """What the list below the search field holds."""
    typed = request.GET.get("find", "")
    return render(request, "_found.html", {"found": find(request.user, typed), "typed": typed})


@require_POST
def star(request: HttpRequest, slug: str, *, viewer: Viewer) -> HttpResponseBase:
    """Give or take a star. A script gets the favourites as they are now; a form goes back to where it was pressed."""
    shelf.star(request.user, slug, on=request.POST.get("on") == "1")  # type: ignore[arg-type]
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "_favourites.html", {"favourites": shelf.shelf_of(request.user).favourites})
    return redirect("report", slug=slug) if request.POST.get("at") == "report" else redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form by which a person asks for a report for one of her teams."""
    if rights.may_open(request.user, slug):
        return redirect("report", slug=slug)
    entry = entry_to_ask_for(request.user, slug)
    teams = rights.teams_of(request.user)
    form = AskForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        team, reason = form.cleaned_data["team"], form.cleaned_data["reason"]
        address = request.build_absolute_uri(reverse("requests"))
        _, is_new = asking.ask(request.user, team, entry, reason=reason, address=address)  # type: ignore[arg-type]
        if is_new:
            messages.success(request, f"You asked for {entry.title} for {team}. You are told here what comes of it.")
        else:
            messages.info(request, f"You have asked for {entry.title} for {team} before. It is not decided yet.")
        return redirect("requests")
    return render(request, "ask.html", {"entry": entry, "form": form, "teams": list(teams)})


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for this person's decision, what she asked for herself, and what she decided."""
    own = AccessRequest.objects.filter(person_id=request.user.pk)[:MOST_DECIDED]
    decided = AccessRequest.objects.filter(decided_by_id=request.user.pk).order_by("-decided_at")[:MOST_DECIDED]
    context = {
        "to_decide": [_told(each) for each in asking.to_decide(request.user)],  # type: ignore[arg-type]
        "own": [_told(each) for each in own],
        "decided": [_told(each) for each in decided],
    }
    return render(request, "requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_show_it_first
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One request, for those who may decide it; to everyone else it does not exist."""
    asked = AccessRequest.objects.select_related("person", "team").filter(pk=pk).first()
    if asked is None or not asking.may_decide(request.user, asked):  # type: ignore[arg-type]
        raise Http404(f"There is no request {pk} for you to decide.")
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, asked, form.cleaned_data)
            return redirect("requests")
        except asking.CannotDecide as error:
            form.add_error(None, str(error))
    return render(request, "decide.html", {**_told(asked), "form": form})


@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The outcome was read."""
    asking.put_away(pk, request.user)  # type: ignore[arg-type]
    return redirect("requests")


def _decide(request: HttpRequest, asked: AccessRequest, said: dict[str, Any]) -> None:
    address = request.build_absolute_uri(reverse("requests"))
    common: dict[str, Any] = {"by": request.user, "answer": said["answer"], "address": address}
    if said["decision"] == "approve":
        asking.approve(asked.pk, until=said["until"], can_download=said["can_download"], **common)
        messages.success(request, f"{title_of(asked.report)} is open to {asked.team_name} now.")
    else:
        asking.decline(asked.pk, **common)
        messages.success(request, f"Declined. {asked.person_name} reads your answer.")


def _told(asked: AccessRequest) -> dict[str, Any]:
    return {"asked": asked, "title": title_of(asked.report)}
