"""App latency: how long people wait for each screen, and whether a release made it worse."""

from reports import (
    Bar,
    Dimension,
    Filters,
    Heatmap,
    Histogram,
    Kpi,
    Line,
    Markdown,
    Number,
    Query,
    Report,
    Row,
    Section,
    Table,
    Tabs,
)
from reports.library._app import ANSWERS, MADE_UP, P50, P95, P99, SLOW

TIME = Dimension("least(latency_ms, 4000)", label="Milliseconds, up to 4,000", format="count")


class AppLatency(Report):
    """How long do people wait for each screen of the app, and did a release make it better or worse?

    The median is what half of all answers take; one answer in twenty takes longer than p95, one in a hundred longer
    than p99. Say yourself from where on an answer is slow.
    """

    owner = "App team"
    area = "App health"
    tags = ["app", "latency", "releases"]

    filters = Filters("LOYALTY.APP_EVENTS", ["happened_on", "app_version", "platform", "screen"])
    limit = Number("Slow is more than, ms", default=1000, min=50, max=60_000, step=50)

    answers = Query(
        """
        select date_trunc('week', happened_on) as week, app_version, platform, screen, latency_ms,
               iff(latency_ms > {limit}, 1, 0) as slow
        from LOYALTY.APP_EVENTS
        where {filters} and event <> 'error'
        """
    )

    about = Markdown(MADE_UP)
    headline = Row(
        Kpi("Median, ms", answers, P50, compare="previous period", trend="week", good="down"),
        Kpi("p95, ms", answers, P95, compare="previous period", trend="week", good="down"),
        Kpi("p99, ms", answers, P99, compare="previous period", trend="week", good="down"),
        Kpi("Slow answers", answers, SLOW, compare="previous period", trend="week", good="down"),
    )
    over_time = Tabs(
        Section("p95", Line("p95 by week, ms", answers, x="week", y=P95, color="screen")),
        Section("Median", Line("Median by week, ms", answers, x="week", y=P50, color="screen")),
        Section("p99", Line("p99 by week, ms", answers, x="week", y=P99, color="screen")),
        Section("Releases", Line("p95 by week and release, ms", answers, x="week", y=P95, color="app_version")),
    )
    where = Row(
        Heatmap("p95 by release and screen, ms", answers, x="app_version", y="screen", value=P95),
        Bar("Slow answers by release", answers, x="app_version", y=SLOW, color="platform", mode="grouped"),
    )
    spread = Histogram("How long answers take", answers, x=TIME, y=ANSWERS)
    details = Table(
        "Screens and releases",
        answers,
        rows=["screen", "app_version", "platform"],
        values=[ANSWERS, P50, P95, P99, SLOW],
    )
