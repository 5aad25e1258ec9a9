"""The pages about the API: an analyst's tokens, and how to call it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from querylog.audit.api import tokens as kept
from querylog.audit.api.forms import TokenForm
from querylog.audit.api.v1 import description
from querylog.audit.guard import may_audit
from querylog.errors import LogUnavailable

MOST_SHOWN = 200


@require_http_methods(["GET", "POST"])
@login_required
@may_audit
def tokens(request: HttpRequest) -> HttpResponse:
    """Her own tokens, and everybody's for who tunes the audit. A new one is shown in the answer that made it, only."""
    if request.method == "GET":
        return _page(request, TokenForm(owner=request.user))
    form = TokenForm(request.POST, owner=request.user)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        token, shown = kept.make(request.user, **form.cleaned_data)
    except LogUnavailable:
        return _page(request, form, status=503, sentence=NOT_ON_RECORD)
    except kept.NoToken as refused:
        return _page(request, form, status=400, sentence=refused.sentence)
    page = _page(request, TokenForm(owner=request.user), made=token, shown=shown)
    page["Cache-Control"] = "no-store"
    return page


@require_POST
@login_required
@may_audit
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """It opens nothing any more."""
    token = get_object_or_404(kept.seen_by(request.user), pk=token_id)
    try:
        kept.revoke(token, by=(request.user.pk, request.user.get_username()))
    except LogUnavailable:
        return _page(request, TokenForm(owner=request.user), status=503, sentence=NOT_ON_RECORD)
    messages.success(request, f"The token {token.name} is revoked.")
    return redirect("audit:tokens")


@require_GET
@login_required
@may_audit
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation, with an example to copy."""
    here = request.build_absolute_uri(reverse("audit:api:nothing"))
    paths = description()["paths"]
    operations = [_shown(path, methods["get"]) for path, methods in paths.items()]
    return render(request, "audit/api.html", {"operations": operations, "here": here, "rate": settings.AUDIT_API_RATE})


def _shown(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """An operation as its description has it, under names that a template can say."""
    return {"path": path, "scope": operation["x-scope"], "example": operation["x-example"], **operation}


NOT_ON_RECORD = "The log can't be written, so nothing was changed. Try again in a minute."


def _page(request: HttpRequest, form: TokenForm, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    seen = list(kept.seen_by(request.user)[:MOST_SHOWN])
    for each in seen:
        each.works = each.revoked_at is None and each.until > now  # type: ignore[attr-defined]
    own = [each for each in seen if each.owner_id == request.user.pk]
    context = {
        "form": form,
        "parts": [
            ("Your tokens", own),
            ("Other people’s tokens", [each for each in seen if each.owner_id != request.user.pk]),
        ],
        **more,
    }
    return render(request, "audit/tokens.html", context, status=status)
