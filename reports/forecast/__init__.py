"""Where is a measure likely to go? Numbers in, numbers and their error out: no Django, no warehouse, no page.

Only the modules that fit models import statsmodels, and they do so when they fit: it takes seconds to load, and a web
process never needs it.
"""

from reports.forecast.calendar import GRAINS, Grain
from reports.forecast.outlook import Outlook, Step, Tried
from reports.forecast.series import TOO_SHORT, NoForecast, Series, series_of

__all__ = ["GRAINS", "TOO_SHORT", "Grain", "NoForecast", "Outlook", "Series", "Step", "Tried", "series_of"]
