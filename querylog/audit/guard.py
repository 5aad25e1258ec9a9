"""Who may read the log; and that she has read it is in the log, too."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.module_loading import import_string

from querylog import events
from querylog.audit.masking import without_hidden
from querylog.errors import LogUnavailable, ReadUnwritten
from querylog.models import Event, Kind

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]

SEES_SQL = "access.see_sql"  # a right of its own: who may read the log may not read the SQL in it by that
TUNES = "querylog.tune_audit"  # rules, budgets, legal holds
has_the_right = permission_required("querylog.view_statement", raise_exception=True)
may_tune = permission_required(TUNES, raise_exception=True)
may_see_sql = permission_required(SEES_SQL, raise_exception=True)
LONGEST, MOST_FIELDS = 1000, 40  # characters of a value, and values of an address, that go on record


@overload
def may_audit(view: View[Arguments]) -> View[Arguments]: ...
@overload
def may_audit(*, how: str = "page", recorded: bool = True) -> Callable[[View[Arguments]], View[Arguments]]: ...
def may_audit(view: Any = None, *, how: str = "page", recorded: bool = True) -> Any:
    """Only for those with the right to read the log. Each answer is put on record before it is given.

    This floor knows no second step: who has to show one first, the one that does says.

    `how` is how it is read: as a page, a panel, an export. What only completes words, or draws a part of a page that is
    on record, need not be: `recorded=False`.
    """
    if view is None:
        return partial(may_audit, how=how, recorded=recorded)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        answer = import_string(settings.SHOWN_FIRST)(request) or view(request, *args, **named)
        if not recorded or _shows_nothing(answer.status_code):
            return answer
        try:
            put_on_record(request, how="panel" if _is_a_panel(request) else how)
        except ReadUnwritten as error:
            answer.close()
            return render(request, "audit/not_on_record.html", {"sentence": error.sentence}, status=503)
        return answer

    return has_the_right(guarded)


def put_on_record(request: HttpRequest, *, how: str, **facts: Any) -> Event:
    """That `request.user` reads this address: `q` are the words of a search. Raises ReadUnwritten."""
    given = list(request.GET.items())[:MOST_FIELDS]
    asked = {_fit(name): without_hidden(_fit(str(value))) for name, value in given}
    told: dict[str, Any] = {"words": asked.pop("q", ""), **({"asked": asked} if asked else {}), **facts}
    try:
        return events.record(
            Kind.AUDITED,
            user_id=request.user.pk,
            name=request.user.get_username(),
            how=how,
            page=_fit(request.path),
            **told,
        )
    except LogUnavailable as error:
        raise ReadUnwritten from error


def _is_a_panel(request: HttpRequest) -> bool:
    """Whether it is to stand beside a list."""
    return request.headers.get("X-Panel") == "1" or request.GET.get("panel") == "1"


def _shows_nothing(status: int) -> bool:
    """Led on to another page, or refused; a 400 may show the page with a sentence about what was entered."""
    return 300 <= status < 500 and status != 400


def _fit(text: str) -> str:
    """As a row of the log can have it: not too long, and with nothing that PostgreSQL refuses."""
    return text.replace("\0", "").encode(errors="replace").decode()[:LONGEST]
