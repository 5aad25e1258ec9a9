"""Expected SQL, written over several lines for people and compared on one."""

from datetime import date

from tests.reports.a_library.visits import Visits

TODAY = date(2026, 11, 16)
QUERY_ID = "01c2f0aa-0000-1111-2222-333344445555"


def flat(text):
    return " ".join(text.split())


def inputs(places=None, **filters):
    return Visits.clean({"filters": filters, "places": places}, today=TODAY)
