"""What goes with the ids of an audience: who took which ones, when, by which criteria, and how to prove it."""

import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from querylog.door import Stream

if TYPE_CHECKING:
    from reports.run.audiences import Ids, Sought

Manifest = dict[str, Any]


def manifest(
    sought: "Sought", ids: "Ids", rows: Stream, *, file: str, purpose: str, approval: dict[str, Any] | None
) -> Manifest:
    """Everything that is to be said, by name, in the order in which people ask for it."""
    report, run, viewer = sought.report, sought.run, sought.viewer
    return {
        "report": {"title": report.title, "slug": report.slug, "version": report.fingerprint},
        "audience": sought.visual.title,
        "criteria": sought.criteria,
        "criteria_as_values": {
            "filters": run.form,
            "day": str(run.day),
            "clicks": [{"column": each.column, "value": each.value} for each in sought.clicks],
        },
        "ids": ids.count,
        "columns": [each.alias.lower() for each in sought.visual.file_columns],
        "file": file,
        "sha256": ids.sha256,
        "exported_by": viewer.name,
        "team": viewer.team,
        "exported_at": _written(timezone.now()),
        "purpose": purpose,
        "approval": approval,
        "run_at": _written(run.started_at),
        "query_id": sought.base.query_id,
        "query_id_of_the_ids": rows.query_id,
    }


def as_json(told: Manifest) -> str:
    return json.dumps(told, indent=2, ensure_ascii=False, default=str) + "\n"


def in_words(told: Manifest) -> str:
    """The same for people, a line each."""
    report, approval = told["report"], told["approval"]
    lines = {
        "Report": f"{report['title']} ({report['slug']}, version {report['version']})",
        "Audience": told["audience"],
        "Criteria": told["criteria"],
        "Ids": f"{told['ids']:,}",
        "File": f"{told['file']}, columns: {', '.join(told['columns'])}",
        "SHA-256": told["sha256"],
        "Exported by": f"{told['exported_by']}, team {told['team']}",
        "Exported at": told["exported_at"],
        "Purpose": told["purpose"] or "not said",
        "Approved": f"by {approval['by']} at {approval['at']}" if approval else "not needed",
        "Run at": told["run_at"],
        "Query ID": told["query_id"],
        "Query ID of the ids": told["query_id_of_the_ids"],
    }
    # One line each: a value with a line break would look like another fact.
    return "".join(f"{name}: {' '.join(str(value).split())}\n" for name, value in lines.items())


def _written(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
