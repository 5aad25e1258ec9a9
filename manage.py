#!/usr/bin/env python
"""Run one of the portal's commands: `manage.py migrate`, `manage.py rqworker`, `manage.py checkreports`, …"""

import os
import sys

from django.core.management import execute_from_command_line

from portal.environment import SettingsProblem

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingsProblem as problem:
        sys.exit(str(problem))
