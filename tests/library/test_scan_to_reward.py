"""Scan to reward: who gets how far, and how long it takes, against the events themselves."""

import pytest

LAST_12_WEEKS = "happened_on between date '2026-08-24' and date '2026-11-15'"


def having(event):
    return f"select session_id from APP_EVENTS where {LAST_12_WEEKS} and event = '{event}'"


def test_the_funnel_counts_the_sessions_that_got_so_far(shown, duck):
    steps = [having(event) for event in ("opened", "scan_started", "scan_finished", "reward_earned")]
    expected = [duck(f"select count(*) from ({' intersect '.join(steps[:far])})") for far in range(1, 5)]
    (row,) = shown("scan-to-reward").rows["path_from_opening_to_reward"]
    assert list(row.values()) == expected


def test_the_share_rewarded_is_of_the_scans_that_were_started(shown, duck):
    earned = duck(f"select count(*) from ({having('scan_started')} intersect {having('reward_earned')})")
    started = duck(f"select count(distinct session_id) from ({having('scan_started')})")
    assert shown("scan-to-reward").figure("headline_scans_rewarded") == pytest.approx(earned / started)


def test_a_scan_takes_from_its_start_to_its_end(shown, duck):
    expected = duck(
        f"""select done.app_version, median(epoch_ms(done.happened_at) - epoch_ms(begun.happened_at)) / 1000
            from APP_EVENTS as begun join APP_EVENTS as done using (session_id)
            where begun.event = 'scan_started' and done.event = 'scan_finished' and begun.{LAST_12_WEEKS}
            group by 1"""
    )
    boxes = shown("scan-to-reward").rows["times_1_from_start_to_scanned_in_seconds"]
    medians = {row["APP_VERSION"]: float(list(row.values())[3]) for row in boxes}
    assert medians == pytest.approx(dict(expected), abs=0.002)


def test_the_share_rewarded_lies_within_its_bounds(shown):
    for row in shown("scan-to-reward").rows["releases"]:
        share, low, high = list(row.values())[6:9]
        assert 0 <= low < share < high <= 1
