"""Where Django looks for this floor's tables."""

from reports.run.fits import Fit
from reports.run.models import Run

__all__ = ["Fit", "Run"]
