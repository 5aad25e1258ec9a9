"""Where Django looks for this floor's tables."""

from reports.learn.models import ModelVersion
from reports.run.fits import Fit
from reports.run.models import Run

__all__ = ["Fit", "ModelVersion", "Run"]
