"""From where Refresh was pressed stands in the log, as the portal's guard knows it."""

from querylog.models import Event, Kind


def test_the_address_of_the_request_is_on_record(page):
    page.refresh()
    assert Event.objects.get(kind=Kind.PRESSED).facts["address"] == "127.0.0.1"
