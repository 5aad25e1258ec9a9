"""What has to happen whether or not anybody looks: one process does it, and another one takes over when it dies.

Each second: whoever lost a grant has her statements stopped, what nobody watches is looked at, what waits is sent when
its turn has come. Every five seconds: new rows are passed on to a SIEM, where one is set. Each half minute: recovery.
Each minute: a seal. Each five minutes: the log is summed up by day, and what is unusual, or over a budget, raises an
alert. Each hour: the log is compared with Snowflake's own history, the credits of statements are read from it, and the
coming month has its partitions. Each night: what was sealed since the day before is verified, once a week everything.
Each day: what nobody needs any more is let go of, here and by the floors above, which name it in CLEANERS.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import psycopg
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from querylog import door, reconcile, seals, sharing, siem, verifying
from querylog.errors import PorticoError, WarehouseError
from querylog.models import Statement, Turn
from querylog.permission import still_open
from querylog.recovery import recover
from querylog.usage import credits, tallies, watch

operations = logging.getLogger(__name__)

PAUSE = 1.0  # seconds; whoever loses a grant has five
A_DAY = 24 * 3600
NEXT_MONTHS = "SELECT querylog_add_month(now()), querylog_add_month(now() + interval '1 month')"
ALONE = "SELECT pg_try_advisory_lock(hashtext('querylog_keeper'))"


@dataclass(frozen=True)
class Duty:
    """Something that is done again and again."""

    name: str
    every: float  # seconds
    do: Callable[[], object]


def attend() -> None:
    """Look after all statements that run or wait: stop those that are no longer open, look at those nobody watches.

    A team may ask as a Snowflake user of its own: when that one can't sign in, the statements of the others are
    looked after all the same.
    """
    turns = list(Turn.objects.all())
    found = Statement.objects.select_related("text", "submission", "ending").in_bulk([each.pk for each in turns])
    open_to: dict[tuple[int | None, str, str], bool] = {}
    for turn in turns:
        statement = found.get(turn.pk)
        if statement is None:
            continue  # it is being written down; recovery clears up when it never was
        whose = (statement.asked_by_id, statement.report, statement.team)
        if whose not in open_to:
            open_to[whose] = still_open(statement)
        try:
            if not open_to[whose]:
                _stop(statement)
            elif turn.leased_until is None or turn.leased_until < timezone.now():
                door.look(statement)
        except WarehouseError as error:
            operations.warning("attend passes over statement %s of %s: %s", turn.pk, statement.team, error.sentence)


def _stop(statement: Statement) -> None:
    """Have it ended in Snowflake. The next round sees whether it is: who is to be stopped after it does not wait."""
    if not door.look(statement).ended:
        door.cancel(statement, patience=0)


def add_months() -> None:
    """Partitions for this month and the coming one."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_MONTHS)


def clean_by(named: str) -> None:
    """Do what an upper floor says is to be let go of: the settings name it, for this floor knows none above."""
    import_string(named)()


DUTIES = (
    Duty("attend", PAUSE, attend),
    Duty("recover", 30, recover),
    Duty("seal", 60, seals.now),
    Duty("months", 3600, add_months),
    Duty("reconcile", 3600, reconcile.run_next),
    Duty("verify", 600, verifying.run_due),
    Duty("credits", 3600, credits.run),
    Duty("tallies", 300, tallies.run),
    Duty("watch", 300, watch.run),
    Duty("stream", 5, siem.pass_on),
    Duty("forget what was shared", A_DAY, sharing.forget_the_old),
    *(Duty(named, A_DAY, partial(clean_by, named)) for named in settings.CLEANERS),
)


class Keeper:
    """The duties, each in a thread of its own, so that none waits for another that waits for Snowflake.

    They are done while `_leads` says that no other keeper does them.
    """

    def __init__(self, duties: tuple[Duty, ...] = DUTIES) -> None:
        self._duties = duties
        self._ending, self._leads = threading.Event(), threading.Event()

    def run(self) -> None:
        """Do all of it until `end` is called."""
        threads = [threading.Thread(target=self._keep, args=(duty,), daemon=True) for duty in self._duties]
        for thread in threads:
            thread.start()
        while not self._ending.is_set():
            try:
                self._lead()
            except psycopg.Error as error:
                operations.warning("The keeper waits for PostgreSQL: %s", _words(error))
            self._leads.clear()
            self._ending.wait(PAUSE)
        for thread in threads:
            thread.join(3)

    def end(self, *_: object) -> None:
        self._ending.set()

    def _lead(self) -> None:
        """Have the lock, for as long as this connection lives and we do; without it, do nothing."""
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as lock:
            while not self._ending.is_set():
                if not self._leads.is_set():
                    row = lock.execute(ALONE).fetchone()
                    self._leads.set() if row == (True,) else self._leads.clear()
                else:
                    lock.execute("SELECT 1")
                self._ending.wait(PAUSE)

    def _keep(self, duty: Duty) -> None:
        while not self._ending.is_set():
            began = time.monotonic()
            if self._leads.is_set():
                self._do(duty)
                self._ending.wait(max(duty.every - (time.monotonic() - began), 0.1))
            else:
                self._ending.wait(0.2)

    def _do(self, duty: Duty) -> None:
        """Once, whatever comes: what went wrong is written down, and tried again next time."""
        try:
            duty.do()
        except PorticoError as error:
            operations.warning("%s waits: %s", duty.name, error.sentence)
        except Error as error:
            operations.warning("%s waits for PostgreSQL: %s", duty.name, _words(error))
        except Exception:
            operations.exception("%s failed, and is tried again.", duty.name)
        finally:
            connection.close()


def _words(error: Exception) -> str:
    return " ".join(str(error).split())
