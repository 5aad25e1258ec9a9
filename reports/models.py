"""Where Django looks for this floor's tables."""

from reports.run.models import Run

__all__ = ["Run"]
