"""The page of an audience, its file, and the pages on which requests are decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access.second_step import admins_show_it_first
from portal.audiences import asking
from portal.audiences.exports import approved, file_of, sought
from portal.audiences.forms import DecideForm, PurposeForm
from portal.audiences.models import AudienceRequest, kept_until
from portal.catalog.told import title_of
from querylog.errors import PorticoError
from reports import registry
from reports.declare import InputError
from reports.embed.downloads import only_who_may_download, picks_in, refusal
from reports.render.audience import how_many
from reports.run.audiences import Sought, ids_of
from reports.run.slices import answer
from reports.viewer import Viewer

MOST_SHOWN = 20
REFUSALS = (PorticoError, InputError)


class NotApproved(PorticoError):
    """No file before somebody has approved it."""

    sentence = "This export is not approved. A lead of your team decides; the page of the audience says how it stands."


class Expired(PorticoError):
    """The result is not there any more."""

    sentence = (
        "This export has expired: Snowflake keeps a result for 24 hours. Go back to the report, press Refresh and "
        "ask again."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: HttpRequest, slug: str, *, viewer: Viewer, run: UUID, visual: str) -> HttpResponseBase:
    """How many ids by which criteria, and the form to export them; where somebody has to approve, to ask for it."""
    only_who_may_download(viewer)
    report = registry.get(slug)
    try:
        one = sought(slug, viewer, run=run, visual=visual, picks=picks_in(request))
        team = asking.team_that_approves(viewer.user_id, slug)
        form = PurposeForm(request.POST or None, approved=team is not None)
        if request.method == "POST" and form.is_valid():
            purpose = form.cleaned_data["purpose"]
            if team is None:
                return file_of(one, purpose=purpose)
            asking.ask(
                one,
                ids_of(one),
                person=request.user,  # type: ignore[arg-type]
                team=team,
                purpose=purpose,
                address=request.build_absolute_uri(reverse("audiences")),
            )
            return redirect(request.get_full_path())
        return render(request, "audience.html", {**_page(one), "team": team, "form": form})
    except REFUSALS as error:
        return refusal(request, error, report=report, viewer=viewer)


def _page(one: Sought) -> dict[str, Any]:
    found = answer(one.visual, one.run, report=one.report, picks=one.picks, viewer=one.viewer)
    shown = how_many(one.visual, found.table)
    asked = list(asking.requests_for(one)[:MOST_SHOWN])
    return {
        "report": one.report,
        "visual": one.visual,
        "criteria": one.criteria,
        "shown": shown,
        "run": one.run.pk,
        "columns": [each.alias.lower() for each in one.visual.file_columns],
        "kept_until": kept_until(one.base.ending.at),
        "requests": asked,
        "under_way": any(each.under_way for each in asked),
    }


@require_POST
def download(request: HttpRequest, slug: str, *, viewer: Viewer, pk: int) -> HttpResponseBase:
    """The file that was approved, for the person who asked, if she may still see it; to others it does not exist."""
    only_who_may_download(viewer)
    asked = asking.requests_of(viewer.user_id).filter(pk=pk, report=slug).first()
    if asked is None:
        raise Http404(f"There is no export {pk} of yours.")
    try:
        if asked.state != AudienceRequest.State.APPROVED:
            raise NotApproved
        if asked.is_over:
            raise Expired
        return file_of(approved(asked, viewer), purpose=asked.purpose, asked=asked)
    except REFUSALS as error:
        return refusal(request, error, report=registry.get(slug), viewer=viewer)


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for this person's decision, what she asked for herself, and what she decided."""
    user: Any = request.user
    decided = AudienceRequest.objects.filter(decided_by_id=user.pk).order_by("-decided_at")[:MOST_SHOWN]
    context = {
        "to_decide": [_told(each) for each in asking.to_decide(user)],
        "own": [_told(each) for each in asking.requests_of(user.pk)[:MOST_SHOWN]],
        "decided": [_told(each) for each in decided],
    }
    return render(request, "audiences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_show_it_first
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One request, for those who may decide it; to everyone else it does not exist."""
    asked = AudienceRequest.objects.select_related("person").filter(pk=pk).first()
    if asked is None or not asking.may_decide(request.user, asked):  # type: ignore[arg-type]
        raise Http404(f"There is no request {pk} for you to decide.")
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, asked, form.cleaned_data)
            return redirect("audiences")
        except asking.CannotDecide as error:
            form.add_error(None, str(error))
    return render(request, "decide_audience.html", {**_told(asked), "form": form})


@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The outcome was read."""
    asking.put_away(pk, request.user)  # type: ignore[arg-type]
    return redirect("audiences")


def _decide(request: HttpRequest, asked: AudienceRequest, said: dict[str, Any]) -> None:
    done = asking.decide(
        asked.pk,
        by=request.user,  # type: ignore[arg-type]
        approve=said["decision"] == "approve",
        answer=said["answer"],
        address=request.build_absolute_uri(reverse("audiences")),
    )
    messages.success(request, f"{done.state.capitalize()}. {asked.person_name} is told.")


def _told(asked: AudienceRequest) -> dict[str, Any]:
    return {"asked": asked, "title": title_of(asked.report)}
