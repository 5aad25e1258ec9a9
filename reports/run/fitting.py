"""Who fits a forecast: a worker, so that no thread of the web is held, and what it made is kept for all who ask."""

import json
import logging
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Q
from django.utils import timezone

from querylog import jobs
from querylog.errors import QueueUnavailable
from reports.forecast import NoForecast, Outlook, Series
from reports.forecast.ahead import VERSION, load, look_ahead
from reports.run.fits import Fit

log = logging.getLogger(__name__)

LONGEST_FIT = 300  # seconds, of a job
LOST_AFTER = timedelta(seconds=LONGEST_FIT)  # a job that was told so long ago is not there any more
NO_WORKER = "There is no forecast now: no worker can be reached to fit one. What was measured is drawn."
FAILED = "No forecast could be fitted to these figures, and that has been noted. What was measured is drawn."


def key_of(series: Series, horizon: int) -> str:
    """The same for the same figures, steps and models."""
    return sha256(json.dumps([VERSION, horizon, series.as_json()], sort_keys=True).encode()).hexdigest()


def outlook_of(series: Series, horizon: int, *, here: bool = False) -> Outlook | None:
    """The forecast of this series, or None while a worker is at it; fitted in this process when it is wanted `here`.

    Raises NoForecast where there is none to come.
    """
    key = key_of(series, horizon)
    fit = Fit.objects.filter(key=key).first() or _wanted(key, series, horizon)
    if not _is_over(fit):
        if here:
            fit_it(str(fit.pk))
            fit.refresh_from_db()
        elif not _told(fit):
            raise NoForecast(NO_WORKER)
    if fit.failed:
        raise NoForecast(FAILED)
    return Outlook.from_json(fit.outlook) if fit.outlook else None


def is_over(key: Any) -> bool:
    """True when there is nothing to wait for. The key is from a browser, and may be anything."""
    fit = Fit.objects.filter(key=key).first() if isinstance(key, str) and len(key) == 64 else None
    return fit is None or _is_over(fit)


@jobs.declare(loads=load)
def fit_it(fit_id: str) -> str:
    """The job: make the forecast that this row asks for. Doing it twice makes the same one. Returns how it ended."""
    fit = Fit.objects.get(pk=fit_id)
    if _is_over(fit):
        return "was there"
    try:
        fit.outlook = look_ahead(Series.from_json(fit.series or {}), horizon=fit.horizon).as_json()
    except Exception:  # whatever a model's library raises: people read a sentence, and the log has the rest
        log.exception("Forecast %s failed", fit.pk)
        fit.failed = True
    fit.series = None
    fit.save(update_fields=["outlook", "failed", "series"])
    return "failed" if fit.failed else "made"


def _is_over(fit: Fit) -> bool:
    return bool(fit.outlook) or fit.failed


def _wanted(key: str, series: Series, horizon: int) -> Fit:
    """The row that asks for it. Of two who come at once, one makes it."""
    Fit.forget_the_old()
    long_ago = timezone.now() - 2 * LOST_AFTER  # nobody was told yet
    wanted = {"series": series.as_json(), "horizon": horizon, "asked_at": long_ago}
    return Fit.objects.get_or_create(key=key, defaults=wanted)[0]


def _told(fit: Fit) -> bool:
    """Tell a worker, unless one has been told. False when none can be."""
    now = timezone.now()
    mine = Fit.objects.filter(Q(pk=fit.pk) & Q(asked_at__lt=now - LOST_AFTER)).update(asked_at=now)
    if not mine:
        return True
    try:
        jobs.enqueue(fit_it, str(fit.pk), at_most=LONGEST_FIT)
    except QueueUnavailable as error:
        log.warning("%s Forecast %s is not fitted.", error.sentence, fit.pk)
        Fit.objects.filter(pk=fit.pk).delete()
        return False
    return True
