"""App latency: exact percentiles of all answers that were no errors."""

import pytest

ANSWERS = """
    from APP_EVENTS where happened_on between date '2026-08-24' and date '2026-11-15' and event <> 'error'
"""


@pytest.mark.parametrize(("shown_as", "share"), [("median", 0.5), ("p95", 0.95), ("p99", 0.99)])
def test_a_percentile_is_over_all_answers(shown, duck, shown_as, share):
    expected = duck(f"select quantile_cont(latency_ms, {share}) {ANSWERS}")
    assert shown("app-latency").figure(f"headline_{shown_as}_ms") == pytest.approx(expected, abs=0.51)


def test_a_cell_is_the_percentile_of_its_own_answers(shown, duck):
    expected = duck(f"select app_version, screen, quantile_cont(latency_ms, 0.95) {ANSWERS} group by all")
    rows = shown("app-latency").rows["where_p95_by_release_and_screen_ms"]
    cells = {(version, screen): float(p95) for version, screen, p95 in (row.values() for row in rows)}
    assert cells == pytest.approx({(version, screen): p95 for version, screen, p95 in expected}, abs=0.51)


def test_slow_is_what_the_person_says(shown, duck):
    slow = duck(f"select avg(if(latency_ms > 500, 1, 0)) {ANSWERS}")
    assert shown("app-latency", limit=500).figure("headline_slow_answers") == pytest.approx(slow)
