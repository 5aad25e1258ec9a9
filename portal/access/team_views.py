"""The pages of those who say who is in a team: the teams that are theirs, and one of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.access import leading
from portal.access.asked_for import NotThere, person_called
from portal.access.leading import CannotChange, team_to_manage, teams_to_manage
from portal.access.second_step import admins_show_it_first
from portal.access.team_sight import granted_to, sees

A_PAGE = 50
MOST_OFFERED = 20
LEAST_TYPED = 2  # characters, before names are offered


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """The teams that this person manages; who manages none is told how that comes about."""
    typed = _typed(request)
    mine = teams_to_manage(request.user)
    found = Paginator(mine.filter(name__icontains=typed) if typed else mine, A_PAGE).get_page(request.GET.get("p"))
    return render(request, "teams.html", {"teams": found, "typed": typed})


@require_safe
@admins_show_it_first
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the team, what is open to it, and what it sees."""
    managed = team_to_manage(request.user, slug)
    typed = _typed(request)
    granted = granted_to(managed)
    context = {
        "team": managed,
        "members": Paginator(leading.members_of(managed, typed), A_PAGE).get_page(request.GET.get("p")),
        "typed": typed,
        "granted": granted,
        "sees": sees(managed, [grant.report for grant, _ in granted]),
    }
    return render(request, "team.html", context)


@require_safe
@admins_show_it_first
def people(request: HttpRequest, slug: str) -> JsonResponse:
    """Who could be added, for what is typed so far."""
    managed, typed = team_to_manage(request.user, slug), _typed(request)
    some = leading.people_to_add(managed, typed, most=MOST_OFFERED) if len(typed) >= LEAST_TYPED else []
    return JsonResponse({"found": [[person.username, person.shown_name] for person in some]})


@require_POST
@admins_show_it_first
def add(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Somebody joins, by the name she signs in with or her e-mail address."""
    managed = team_to_manage(request.user, slug)
    try:
        person = person_called(request.POST.get("name", "").strip().replace("\0", ""))
        leading.add(managed, person)
        messages.success(request, f"{person.shown_name} is in {managed} now, and may open what is open to it.")
    except (NotThere, CannotChange) as error:
        messages.error(request, str(error))
    return redirect("team", slug=slug)


@require_POST
@admins_show_it_first
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Somebody leaves."""
    managed, me = team_to_manage(request.user, slug), _person(request)
    try:
        gone = leading.remove(managed, pk, by=me)
    except CannotChange as error:
        messages.error(request, str(error))
        return redirect("team", slug=slug)
    messages.success(request, f"{gone.shown_name} is not in {managed} any more.")
    return redirect("team", slug=slug) if teams_to_manage(me).filter(pk=managed.pk).exists() else redirect("teams")


@require_POST
@admins_show_it_first
def lead(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Somebody leads the team from now on, or no longer does."""
    managed, me, on = team_to_manage(request.user, slug), _person(request), request.POST.get("on") == "1"
    try:
        person = leading.make_lead(managed, pk, on=on, by=me)
    except CannotChange as error:
        messages.error(request, str(error))
        return redirect("team", slug=slug)
    messages.success(request, f"{person.shown_name} {'leads' if on else 'no longer leads'} {managed}.")
    return redirect("team", slug=slug) if teams_to_manage(me).filter(pk=managed.pk).exists() else redirect("teams")


def _typed(request: HttpRequest) -> str:
    return request.GET.get("find", "").strip().replace("\0", "")[:200]


def _person(request: HttpRequest) -> Any:
    return request.user
