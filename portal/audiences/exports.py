"""From an address to an audience, and from an audience to its file, which the log knows of before it leaves."""

from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse

from portal.audiences.models import AudienceRequest
from reports import registry
from reports.compile import Pick
from reports.declare import Audience
from reports.embed.downloads import as_response, visual_called
from reports.embed.on_record import OnRecord
from reports.run.audiences import Sought, exported
from reports.run.exports import NotOffered
from reports.run.models import Run
from reports.viewer import Viewer


def sought(slug: str, viewer: Viewer, *, run: UUID, visual: str, picks: tuple[Pick, ...]) -> Sought:
    """The audience of a run of this person's own. Raises RunNotYours, and NotOffered where the visual is none."""
    report = registry.get(slug)
    found = visual_called(report, visual)
    if not isinstance(found, Audience):
        raise NotOffered(f"“{found.title}” is no audience. Its menu has its rows as a file.")
    mine = Run.for_viewer(str(run), report=report, viewer=viewer)
    return Sought(visual=found, run=mine, report=report, picks=picks, viewer=viewer)


def approved(asked: AudienceRequest, viewer: Viewer) -> Sought:
    """What was asked for, as its asker may see it now. Raises as `sought`."""
    picks = tuple(Pick(*each) for each in asked.picks)
    return sought(asked.report, viewer, run=asked.run, visual=asked.visual, picks=picks)


def file_of(one: Sought, *, purpose: str, asked: AudienceRequest | None = None) -> StreamingHttpResponse:
    """The zip on its way. Raises OtherIds, and what the door and the log raise."""
    approval: dict[str, Any] | None = None
    if asked and asked.decided_at:
        approval = {"by": asked.decided_by_name, "at": asked.decided_at.isoformat(timespec="seconds")}
    file = exported(one, purpose=purpose, approval=approval, only=asked.ids if asked else None)
    facts: dict[str, Any] = {"ids_sha256": file.ids_sha256, "purpose": purpose}
    if asked:
        facts |= {"request": asked.pk, "approved_by": asked.decided_by_name}
    content = OnRecord(
        file, viewer=one.viewer, report=one.report.slug, visual=one.visual.name, format="audience", **facts
    )
    return as_response(file, content)
