"""Events in words, and bound values without those that are hidden, for templates."""

from django import template
from django.utils.dateparse import parse_datetime

from querylog import sensitive
from querylog.audit import words
from querylog.errors import unquoted

register = template.Library()
register.filter("told", words.told)
register.filter("shown", sensitive.shown)
register.filter("moment", parse_datetime)
register.filter("unquoted", unquoted)
