"""The grocery data: real, moved forward by whole weeks, and never half loaded."""

import resource
import signal
import subprocess
import sys
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.embedded.grocery import LAST_DAY, load, loader, weeks_forward
from tests.portal.embedded.demos import copy_data, until
from tests.services import TODAY, services
from tests.web import ROOT

SUNDAY = 6


@pytest.fixture(scope="module")
def grocery(tmp_path_factory):
    """A connection to a copy of the loaded data: the stand-in holds the original."""
    folder = tmp_path_factory.mktemp("grocery")
    copy_data(services.data, folder)
    with duckdb.connect(folder / "GROCERY.db", read_only=True) as connection:
        yield connection


def one(connection, sql):
    return connection.execute(sql).fetchone()


@given(some.dates(min_value=date(2018, 1, 1), max_value=date(2100, 1, 1)))
def test_the_last_day_is_the_newest_sunday_before_today(today):
    last_day = LAST_DAY + timedelta(weeks=weeks_forward(today))

    assert last_day.weekday() == SUNDAY
    assert timedelta(days=0) < today - last_day <= timedelta(days=7)


def test_on_the_day_of_the_tests_the_data_end_the_day_before(grocery):
    first, last = one(grocery, "select min(purchased_on), max(purchased_on) from loyalty.baskets")

    assert date(2026, 11, 16) == TODAY
    assert last == date(2026, 11, 15)
    assert last - first == date(2017, 12, 31) - date(2017, 1, 1)


def test_every_table_of_the_study_is_whole(grocery):
    studied = "select table_name, estimated_size from duckdb_tables() where table_name not in ('APP_EVENTS', 'TARGETS')"
    found = grocery.execute(studied).fetchall()

    assert dict(found) == {
        "BASKETS": 1_469_307,
        "CAMPAIGNS": 6_589,
        "CAMPAIGN_DESCRIPTIONS": 27,
        "COUPONS": 116_204,
        "COUPON_REDEMPTIONS": 2_102,
        "DEMOGRAPHICS": 801,
        "PRODUCTS": 92_331,
        "PROMOTIONS": 20_940_529,
        "TRANSACTIONS": 1_469_307,
    }


def test_baskets_has_each_transaction_once_with_the_same_money(grocery):
    flat = one(grocery, "select count(*), sum(sales_value) from loyalty.baskets")
    source = one(grocery, "select count(*), sum(sales_value) from loyalty.transactions")

    assert flat == source


def test_a_purchase_and_its_redeemed_coupon_move_by_the_same_weeks(grocery):
    first, last = one(grocery, "select min(redemption_date), max(redemption_date) from loyalty.coupon_redemptions")

    assert date(2025, 11, 16) <= first <= last <= date(2026, 11, 15)


def already_loaded(folder):
    (folder / "GROCERY.db").write_text("already there")
    (folder / "loaded-by").write_text(loader())


def test_data_that_are_there_are_not_loaded_again(tmp_path):
    already_loaded(tmp_path)

    load(tmp_path, today=TODAY)

    assert (tmp_path / "GROCERY.db").read_text() == "already there"


def test_data_of_another_version_of_the_loader_are_loaded_anew(tmp_path):
    already_loaded(tmp_path)
    (tmp_path / "loaded-by").write_text("an older one")

    load(tmp_path, today=TODAY)

    with duckdb.connect(tmp_path / "GROCERY.db", read_only=True) as connection:
        assert connection.execute("select count(*) > 0 from LOYALTY.APP_EVENTS").fetchone() == (True,)


def test_a_killed_load_leaves_nothing_that_looks_like_data(tmp_path):
    loading = subprocess.Popen(
        [sys.executable, "-m", "portal.embedded.grocery", "--into", tmp_path], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    until(lambda: (tmp_path / "loading.duckdb").exists(), seconds=20)
    loading.send_signal(signal.SIGKILL)
    loading.wait()

    assert list(tmp_path.glob("loading.duckdb*"))
    assert not list(tmp_path.glob("*.db"))


def test_a_full_disk_is_a_sentence(tmp_path):
    small = 20_000_000  # no file may grow beyond it, as on a disk that is full

    loading = subprocess.run(
        [sys.executable, "-m", "portal.embedded.grocery", "--into", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (small, small)),
    )

    assert loading.returncode == 1
    assert "can't be loaded. IO Error: " in loading.stderr
    assert "Make room or give access, and start again." in loading.stderr
    assert "Traceback" not in loading.stderr


def test_an_agreed_password_is_the_users(tmp_path):
    already_loaded(tmp_path)

    load(tmp_path, today=TODAY, password="agreed-beforehand")

    assert '"password": "agreed-beforehand"' in (tmp_path / "users.json").read_text()


def test_only_the_owner_reads_the_password(tmp_path):
    already_loaded(tmp_path)

    load(tmp_path, today=TODAY)

    assert (tmp_path / "users.json").stat().st_mode & 0o077 == 0
