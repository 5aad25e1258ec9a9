"""What the portal knows of, for the audit below it: reports and teams. Settings name these functions."""

from portal.access.models import Team
from portal.catalog.models import Entry


def reports() -> dict[str, str]:
    """The title of each report on the shelf, by slug."""
    return dict(Entry.objects.on_the_shelf().values_list("slug", "title"))


def teams() -> list[str]:
    """The names of all teams."""
    return list(Team.objects.order_by("name").values_list("name", flat=True))
