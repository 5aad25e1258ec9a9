"""The matrix as a page, and as a file."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.review.asked import Asked, Filters
from portal.review.files import FORMATS, make
from portal.review.guard import may_review
from portal.review.matrix import matrix_of
from querylog.errors import LogUnavailable
from querylog.events import record
from querylog.models import Kind

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NOT_ON_RECORD = (
    "The log can't be written, and nothing leaves the portal that is not on record. Try again in some minutes."
)


@require_GET
@may_review
def matrix(request: HttpRequest) -> HttpResponse:
    """People or teams, and reports; `by`, the filters and both pages stand in the address."""
    filters = Filters(request.GET)
    context: dict[str, Any] = {"filters": filters, "by": "teams" if request.GET.get("by") == "teams" else "people"}
    if filters.is_valid():
        asked, pages = filters.asked(), {name: request.GET.get(name, "") for name in ("row_page", "column_page")}
        context |= {"asked": asked, "matrix": matrix_of(asked, **pages)}
    return render(request, "review/matrix.html", context)


@require_GET
@may_review
def download(request: HttpRequest, format: str) -> HttpResponseBase:
    """All that the filters leave, on every page of the matrix, as a file; none that is not on record."""
    filters = Filters(request.GET)
    if format not in FORMATS:
        raise Http404
    if not filters.is_valid():
        return redirect(f"/access/?{request.GET.urlencode()}")
    return _file(request, format, filters.asked())


def _file(request: HttpRequest, format: str, asked: Asked) -> HttpResponseBase:
    name = request.user.get_username()
    made = make(format, asked, by=name)
    try:
        record(
            Kind.DOWNLOADED,
            user_id=request.user.pk,
            name=name,
            visual="access review",
            format=format,
            stage="finished",
            filters=asked.in_words,
            rows=made.rows,
            bytes=made.size,
            sha256=made.sha256,
        )
    except LogUnavailable:
        made.file.close()
        return render(request, "review/sentence.html", {"heading": "Not now", "sentence": NOT_ON_RECORD}, status=503)
    file_name = f"access-review_{timezone.localdate():%Y-%m-%d}.{format}"
    response = FileResponse(made.file, as_attachment=True, filename=file_name, content_type=TYPES[format])
    response["Cache-Control"] = "no-store, private"
    return response
