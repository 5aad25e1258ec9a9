"""App errors: which release breaks which screen, and how sure that is."""

from typing import Any

from reports import Bar, Custom, Filters, Heatmap, Kpi, Line, Query, Report, Row, Section, Table
from reports.library._app import FAILED, HIGH, LOW, MADE_UP, PER_1000, SESSIONS


def releases(table: Any, theme: Any) -> dict[str, Any]:
    """A point for each release, with the interval in which its true rate may lie."""
    rows = sorted(zip(*(column.to_pylist() for column in table.columns), strict=True))
    names, rates, lows, highs = (list(each) for each in zip(*rows, strict=True)) if rows else ([], [], [], [])
    rates, lows, highs = ([float(each or 0) for each in column] for column in (rates, lows, highs))
    bars = {"type": "data", "symmetric": False, "thickness": 2, "width": 6}
    bars["array"] = [high - rate for high, rate in zip(highs, rates, strict=True)]
    bars["arrayminus"] = [rate - low for low, rate in zip(lows, rates, strict=True)]
    points = {"type": "scatter", "mode": "markers", "x": names, "y": rates, "error_y": bars}
    points["marker"] = {"color": theme.palette[0], "size": 10}
    points["customdata"] = list(zip(lows, highs, strict=True))
    points["hovertemplate"] = "%{x}: %{y} (%{customdata[0]} to %{customdata[1]})<extra></extra>"
    axes = {"xaxis": {"type": "category"}, "yaxis": {"rangemode": "tozero"}}
    return {"data": [points], "layout": {**axes, "showlegend": False}}


class AppErrors(Report):
    """Which release of the app breaks, on which screen, and for how many sessions?

    A session counts once, however often it failed. Click a release or a screen to see the rest of the page for it.
    """

    owner = "App team"
    area = "App health"
    tags = ["app", "errors", "releases"]
    method = """
    **Rate.** Of 1,000 sessions, how many had at least one error. By screen, only sessions that used that screen count.
    **Interval.** Wilson's 95 % interval for a share: E. B. Wilson, "Probable Inference, the Law of Succession, and
    Statistical Inference", Journal of the American Statistical Association, 1927. It takes sessions as independent;
    one household has several, so the true interval is somewhat wider. Many releases are looked at side by side: one
    interval in twenty may miss by chance.
    """

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

    about = MADE_UP
    headline = Row(
        Kpi("Sessions", seen, SESSIONS, compare="previous period", trend="week"),
        Kpi("With an error", seen, FAILED, compare="previous period", trend="week", good="down"),
        Kpi("Per 1,000 sessions", seen, PER_1000, compare="previous period", trend="week", good="down"),
    )
    by_release = Row(
        Custom(
            "Sessions with an error per 1,000, by release",
            seen,
            releases,
            by=["app_version"],
            values=[PER_1000, LOW, HIGH],
            help="The bars are 95 % intervals: where two do not overlap, the releases differ.",
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
