"""Scan to reward: how many sessions get from a receipt to a reward, and where the others stop."""

from reports import Bar, Box, Filters, Funnel, Kpi, Line, Markdown, Measure, Query, Report, Row, Section, Table
from reports.library._app import MADE_UP, SESSIONS
from reports.library._intervals import in_row, share

OPENED = Measure("count(*)", label="Opened", format="count")
STARTED = Measure("count_if(started)", label="Started", format="count")
SCANNED = Measure("count_if(scanned)", label="Scanned", format="count")
EARNED = Measure("count_if(earned)", label="Earned", format="count")
WORKS = Measure("count_if(scanned) / nullif(count_if(started), 0)", label="Scans that work", format="percent")
FAIL = Measure(f"1 - {WORKS.sql}", label="Scans that fail", format="percent")
REWARDED = share("count_if(earned)", "count_if(started)", label="Rewarded")
SECONDS = Measure("round(median(scan_seconds + reward_seconds), 1)", label="Seconds", format="number")


class ScanToReward(Report):
    """How many who open the app scan a receipt and get their reward, and where do the others stop?

    Each session counts once. Compare releases and platforms, and see how long each step takes.
    """

    owner = "App team"
    area = "App health"
    tags = ["app", "funnel", "rewards"]

    filters = Filters("LOYALTY.APP_EVENTS", ["happened_on", "app_version", "platform"])

    sessions = Query(
        """
        select session_id, app_version, platform, min(date_trunc('week', happened_on)) as week,
               count_if(event = 'scan_started') > 0 as started,
               started and count_if(event = 'scan_finished') > 0 as scanned,
               scanned and count_if(event = 'reward_earned') > 0 as earned,
               datediff('millisecond', min(iff(event = 'scan_started', happened_at, null)),
                        min(iff(event = 'scan_finished', happened_at, null))) / 1000 as scan_seconds,
               datediff('millisecond', min(iff(event = 'scan_finished', happened_at, null)),
                        min(iff(event = 'reward_earned', happened_at, null))) / 1000 as reward_seconds
        from LOYALTY.APP_EVENTS
        where {filters}
        group by session_id, app_version, platform
        """
    )
    scans = Query("select * from {sessions} where scanned")

    about = Markdown(MADE_UP)
    headline = Row(
        Kpi("Sessions", sessions, SESSIONS, compare="previous period", trend="week"),
        Kpi("Scans that work", sessions, WORKS, compare="previous period", trend="week"),
        Kpi("Scans rewarded", sessions, REWARDED["y"], compare="previous period", trend="week"),
    )
    path = Row(
        Funnel("From opening to reward", sessions, stages=[OPENED, STARTED, SCANNED, EARNED]),
        Bar("Scans rewarded, by release", sessions, x="app_version", color="platform", mode="grouped", **REWARDED),
    )
    over_time = Line("Scans that fail, by week", sessions, x="week", y=FAIL, color="platform")
    times = Section(
        "How long it takes",
        Row(
            Box("From start to scanned, in seconds", scans, y="scan_seconds", x="app_version"),
            Box("From scanned to reward, in seconds", scans, y="reward_seconds", x="app_version"),
        ),
    )
    releases = Table(
        "Releases and platforms",
        sessions,
        rows=["app_version", "platform"],
        values=[SESSIONS, STARTED, SCANNED, EARNED, *in_row(REWARDED), SECONDS],
    )
