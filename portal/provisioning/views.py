"""django-scim2's views, with this portal's pages of a list and an answer to everything that can be wrong."""

from typing import Any

from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponseBase
from django.views import View
from django_scim import views
from django_scim.exceptions import BadRequestError, NotFoundError, SCIMException

from portal.provisioning.gate import UNAVAILABLE, unavailable
from portal.provisioning.messages import check, check_id, refusal

A_PAGE, MOST_ON_A_PAGE = 50, 200
LAST_START = 10**9


class Answering(View):
    """Stands behind each of django-scim2's views, where these hand over to Django: says what went wrong."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            check(request)
            response = super().dispatch(request, *args, **kwargs)
        except SCIMException as wrong:
            return refusal(wrong.status, wrong.detail, kind=wrong.scim_type)
        except IntegrityError:
            return refusal(409, "There is one like this already.", kind="uniqueness")
        except DataError:
            return refusal(400, "A value can't be kept, or looked for.", kind="invalidValue")
        except UNAVAILABLE as error:
            return unavailable(request, error)
        return refusal(404, "There is no such thing.") if response.status_code == 404 else response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = refusal(405, f"{request.method} is not for this address.")
        response["Allow"] = ", ".join(self._allowed_methods())  # type: ignore[attr-defined]  # the stubs do not know it
        return response


class Rows:
    """Of lists: which page; of single rows: that an id is a number. What a provider may get wrong is put right."""

    def _page(self, request: HttpRequest) -> tuple[int, int]:
        start = _whole(request.GET.get("startIndex", "1"))
        count = _whole(request.GET.get("count", str(A_PAGE)))
        return min(max(start, 1), LAST_START), min(max(count, 0), MOST_ON_A_PAGE)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "uuid" in kwargs:  # django-scim2 would make a new one
            return self.http_method_not_allowed(request)  # type: ignore[attr-defined]  # of the view, as below
        return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def get_object(self) -> Any:
        check_id(self.kwargs.get("uuid", ""))  # type: ignore[attr-defined]
        return super().get_object()  # type: ignore[misc]


class Users(Rows, views.UsersView, Answering):
    pass


class Groups(Rows, views.GroupsView, Answering):
    pass


class ServiceProviderConfig(views.ServiceProviderConfigView, Answering):
    pass


class ResourceTypes(views.ResourceTypesView, Answering):
    pass


class Schemas(views.SchemasView, Answering):
    pass


class Nothing(views.SCIMView, Answering):
    """Every other address, for those who have the token."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise NotFoundError(request.path)

    post = put = patch = delete = get


def _whole(given: str) -> int:
    try:
        return int(given)
    except ValueError:
        raise BadRequestError("startIndex and count are whole numbers.", scim_type="invalidValue") from None
