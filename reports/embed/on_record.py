"""A report's download on its way to a browser, on record as whose it is and of what."""

from typing import Any

from querylog.downloads import OnRecord as Recorded
from reports.run.exports import Export
from reports.viewer import Viewer


class OnRecord(Recorded):
    """The bytes of an export. Its end is given only when the log has the whole file's digest."""

    def __init__(self, file: Export, *, viewer: Viewer, report: str, visual: str, format: str, **facts: Any) -> None:
        """`facts` are what else the log is to know. Raises LogUnavailable; then nothing is held any more."""
        who = {"user_id": viewer.user_id, "name": viewer.name, "team": viewer.team, "report": report}
        of_what = {"statement": file.statement, "visual": visual, "format": format, **facts}
        super().__init__(
            iter(file.content),
            close=file.content.close,
            who=who | of_what,
            begun={"file": file.name, "rows": file.rows},
            finished=lambda: {"rows": file.rows},
        )
