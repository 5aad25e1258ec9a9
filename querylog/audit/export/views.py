"""The address under which a search is a file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from querylog.audit.errors import NotASearch
from querylog.audit.export.archive import Archive
from querylog.audit.export.files import FORMATS
from querylog.audit.guard import SEES_SQL, may_audit
from querylog.audit.language import read
from querylog.audit.masking import without_hidden
from querylog.downloads import OnRecord
from querylog.errors import LogUnavailable, ReadUnwritten

NO_FORMAT = "There is no such format. Choose csv, parquet or jsonl."


@require_GET
@login_required
@may_audit(how="export")
def export(request: HttpRequest) -> HttpResponseBase:
    """All that `q` finds, in `format`; none of it that is not on record."""
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        return _sentence(request, NO_FORMAT, status=400)
    name = request.user.get_username()
    try:
        search = read(request.GET.get("q", ""))
        archive = Archive(search, format, in_sql=request.user.has_perm(SEES_SQL), by=name)
    except NotASearch as error:
        return _sentence(request, error.sentence, status=400)
    facts = {"visual": "audit", "format": format, "search": without_hidden(str(search)), "export": str(archive.id)}
    try:
        content = recorded(archive, user_id=request.user.pk, name=name, **facts)
    except LogUnavailable:
        return _sentence(request, ReadUnwritten.sentence, status=503)
    headers = {"Content-Disposition": f'attachment; filename="{archive.name}"', "Cache-Control": "no-store, private"}
    return StreamingHttpResponse(content, content_type="application/zip", headers=headers)


def recorded(archive: Archive, **who: Any) -> OnRecord:
    """The bytes of the file, of which the log knows that it began and how it ended. Raises LogUnavailable."""
    pieces = archive.pieces()
    return OnRecord(
        pieces,
        close=pieces.close,  # type: ignore[attr-defined]  # it is a generator
        who=who,
        begun={"file": archive.name},
        finished=lambda: {"rows": archive.rows, "data_sha256": archive.data_sha256},
    )


def _sentence(request: HttpRequest, sentence: str, *, status: int) -> HttpResponseBase:
    return render(request, "audit/sentence.html", {"sentence": sentence}, status=status)
