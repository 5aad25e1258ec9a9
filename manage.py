#!/usr/bin/env python
"""Run one of the portal's commands: `manage.py migrate`, `manage.py rqworker`, `manage.py checkreports`, …"""

import os
import sys

from django.core.management import execute_from_command_line

from portal.environment import SettingsProblem

NEED_THE_OWNER = {"migrate", "droplog"}  # they change tables to which all others may only add rows

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if set(sys.argv[1:2]) & NEED_THE_OWNER and (owner := os.environ.get("DATABASE_OWNER_URL")):
        os.environ["DATABASE_URL"] = owner
    try:
        execute_from_command_line(sys.argv)
    except SettingsProblem as problem:
        sys.exit(str(problem))
