"""Who may see the access review."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from portal.access.second_step import admins_show_it_first

View = Callable[..., HttpResponseBase]
CAN_REVIEW = "access.review_access"
REFUSED = "Who may open what is for those who review it. Ask an admin for the right to see the access review."


def may_review(view: View) -> View:
    """The view for those who have the right to it; an admin shows her second step first."""
    behind_it = admins_show_it_first(view)

    @wraps(view)
    def for_reviewers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(CAN_REVIEW):
            raise PermissionDenied(REFUSED)
        return behind_it(request, *args, **kwargs)

    return for_reviewers
