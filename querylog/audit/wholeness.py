"""Is the log whole, and how long is it kept? What is known of that without reading it."""

from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime

from querylog import alerts, retention
from querylog.models import Hold, Mark, Seal
from querylog.reconcile import last_comparison
from querylog.seals import checkpoints
from querylog.verifying import last_verification

MOST_SHOWN = 100
MOST_RELEASED = 20


def state_of_the_log() -> dict[str, Any]:
    """All that the page shows, under the names that its template has for it."""
    return {**_alerts(), **_comparison(), **_proofs(), **_retention()}


def _alerts() -> dict[str, Any]:
    waiting = alerts.still_open()
    return {"alerts": waiting[:MOST_SHOWN], "alerts_count": waiting.count()}


def _comparison() -> dict[str, Any]:
    compared = last_comparison()
    return {
        "compared": compared,
        "since": parse_datetime(compared.facts["since"]) if compared else None,
        "until": parse_datetime(compared.facts["until"]) if compared else None,
    }


def _proofs() -> dict[str, Any]:
    seal = Seal.objects.order_by("-number").first()
    return {
        "seal": seal,
        "sealed_rows": _rows_under(seal),
        "checkpoint": Mark.objects.filter(name=checkpoints.MARK).first(),
        "verified": last_verification(),
    }


def _rows_under(seal: Seal | None) -> int:
    """How many rows of the log this one seal is over."""
    tables = seal.roots.values() if seal and isinstance(seal.roots, dict) else []
    return sum(int(each.get("rows", 0)) for each in tables if isinstance(each, dict))


def _retention() -> dict[str, Any]:
    months = retention.sizes()
    out, held = retention.next_out()
    return {
        "keeps_months": settings.LOG_RETENTION_MONTHS,
        "first_kept": retention.first_kept(),
        "oldest": months[0].month if months else "",
        "months_count": len(months),
        "rows": sum(month.rows for month in months),
        "bytes": sum(month.bytes for month in months),
        "next_out": out,
        "held_back": list(held),
        "holds": Hold.objects.filter(released_at=None),
        "released": Hold.objects.exclude(released_at=None).order_by("-released_at")[:MOST_RELEASED],
    }
