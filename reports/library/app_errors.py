"""App errors: which release breaks which screen, and how sure that is."""

from reports import Bar, Filters, Heatmap, Kpi, Line, Markdown, Query, Report, Row, Section, Table
from reports.library._app import FAILED, HIGH, LOW, MADE_UP, PER_1000, SESSIONS


class AppErrors(Report):
    """Which release of the app breaks, on which screen, and for how many sessions?

    A session counts once, however often it failed. Click a release or a screen to see the rest of the page for it.
    """

    owner = "App team"
    area = "App health"
    tags = ["app", "errors", "releases"]

    filters = Filters("LOYALTY.APP_EVENTS", ["happened_on", "app_version", "platform", "screen"])

    seen = Query(
        """
        select date_trunc('week', happened_on) as week, app_version, platform, screen, session_id,
               count_if(event = 'error') as errors
        from LOYALTY.APP_EVENTS
        where {filters}
        group by all
        """
    )
    failures = Query(
        """
        select app_version, platform, screen, error_code, session_id, count(*) as errors
        from LOYALTY.APP_EVENTS
        where {filters} and event = 'error'
        group by all
        """
    )

    about = Markdown(MADE_UP)
    headline = Row(
        Kpi("Sessions", seen, SESSIONS, compare="previous period", trend="week"),
        Kpi("With an error", seen, FAILED, compare="previous period", trend="week", good="down"),
        Kpi("Per 1,000 sessions", seen, PER_1000, compare="previous period", trend="week", good="down"),
    )
    by_release = Row(
        Bar(
            "Sessions with an error per 1,000, by release",
            seen,
            x="app_version",
            y=PER_1000,
            low=LOW,
            high=HIGH,
            help="The whiskers are 95 % intervals: where two do not overlap, the releases differ.",
        ),
        Heatmap("Per 1,000 sessions that used the screen", seen, x="app_version", y="screen", value=PER_1000),
    )
    over_time = Line("Per 1,000 sessions, by week", seen, x="week", y=PER_1000, color="screen")
    details = Section(
        "What failed",
        Row(
            Bar("Errors by code", failures, x="error_code", y="sum(errors)", color="app_version", horizontal=True),
            Bar("Errors by platform", failures, x="platform", y="sum(errors)", color="screen"),
        ),
        Table(
            "Releases and screens",
            seen,
            rows=["app_version", "screen"],
            values=[SESSIONS, FAILED, PER_1000, LOW, HIGH],
        ),
    )
