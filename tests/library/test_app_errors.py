"""App errors: counts, rates and intervals against the events themselves."""

from math import sqrt

import pytest

LAST_12_WEEKS = "happened_on between date '2026-08-24' and date '2026-11-15'"
FAILED = "count(distinct session_id) filter (event = 'error')"


def test_a_session_counts_once_however_often_it_failed(shown, duck):
    (found,) = duck(f"select count(distinct session_id), {FAILED} from APP_EVENTS where {LAST_12_WEEKS}")
    answer = shown("app-errors")
    assert (answer.figure("headline_sessions"), answer.figure("headline_with_an_error")) == found


def test_the_rate_of_a_release_is_of_its_own_sessions(shown, duck):
    expected = duck(
        f"""select app_version, 1000 * {FAILED} / count(distinct session_id)
            from APP_EVENTS where {LAST_12_WEEKS} group by 1"""
    )
    rates = shown("app-errors").by("by_release_sessions_with_an_error_per_1_000_by_release")
    assert rates == pytest.approx(dict(expected), abs=0.051)


def test_the_interval_has_the_rates_whose_distance_is_1_96_standard_errors(shown):
    for row in shown("app-errors").rows["details_releases_and_screens"]:
        _, _, sessions, failed, _, *bounds = row.values()
        for bound in bounds:
            share = float(bound) / 1000
            distance = abs(failed / sessions - share)
            assert distance == pytest.approx(1.96 * sqrt(share * (1 - share) / sessions), abs=2e-4)


def test_the_broken_release_stands_out_beyond_chance(shown):
    rows = shown("app-errors").rows["by_release_sessions_with_an_error_per_1_000_by_release"]
    rates = {version: (low, high) for version, _, low, high in (row.values() for row in rows)}
    assert rates["5.3"][0] > max(high for version, (_, high) in rates.items() if version in ("5.2", "5.3.1", "5.4"))


def test_errors_add_up_by_code(shown, duck):
    expected = duck(f"select error_code, count(*) from APP_EVENTS where {LAST_12_WEEKS} and event = 'error' group by 1")
    shown_by_code = {}
    for row in shown("app-errors").rows["details_1_errors_by_code"]:
        code, _, errors = row.values()
        shown_by_code[code] = shown_by_code.get(code, 0) + errors
    assert shown_by_code == dict(expected)
