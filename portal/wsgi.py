"""Where gunicorn finds the portal: `gunicorn portal.wsgi`."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from portal.environment import SettingsProblem
from portal.legible import only_legible

DO_NOT_TRY_AGAIN = 4  # gunicorn's own code for an application that can't be loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
try:
    application = only_legible(get_wsgi_application())
except SettingsProblem as problem:
    print(problem, file=sys.stderr, flush=True)
    sys.exit(DO_NOT_TRY_AGAIN)
