"""People at work: they press Refresh with one filter after another, look, slice, leave, cancel, and come back."""

import random
import threading
import time
from typing import Any

import requests

from tests.report_page import ReportPage
from tests.web import PASSWORD

BROKEN = (requests.RequestException, KeyError, AssertionError, ValueError, StopIteration, TypeError)


class Person(threading.Thread):
    """One who works until she is asked to stop. What breaks under her is tried again, as people do."""

    def __init__(self, url: str, *, seed: int) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.random = random.Random(seed)  # noqa: S311 - it is to be the same each time
        self.going_home = threading.Event()
        self.pressed = self.answered = 0

    def run(self) -> None:
        while not self.going_home.is_set():
            try:
                self._a_while(self._open())
            except BROKEN:
                time.sleep(0.3)

    def _open(self) -> ReportPage:
        web = requests.Session()
        web.get(f"{self.url}/sign-in/", timeout=10).raise_for_status()
        form = {"username": "ana", "password": PASSWORD, "csrfmiddlewaretoken": web.cookies["csrftoken"]}
        web.post(f"{self.url}/sign-in/", data=form, timeout=10).raise_for_status()

        def get(path: str) -> Any:
            answer = web.get(self.url + path, timeout=10)
            answer.raise_for_status()
            return answer.json()

        def post(path: str, body: Any) -> requests.Response:
            headers = {"X-CSRFToken": web.cookies["csrftoken"], "Referer": self.url}
            return web.post(self.url + path, json=body, headers=headers, timeout=20)

        return ReportPage(get, post)

    def _a_while(self, page: ReportPage) -> None:
        for _ in range(20):
            if self.going_home.is_set():
                return
            self._press(page)

    def _press(self, page: ReportPage) -> None:
        departments = [f"DEPARTMENT {number}" for number in range(4) if self.random.random() < 0.6]
        days = self.random.randint(1, 70)
        page.values["run", "data"] = None
        self.pressed += 1
        page.refresh(
            purchased_on={"from": f"2026-{9 + days // 31:02d}-{1 + days % 28:02d}", "to": "2026-11-15"},
            **({"department": departments} if departments else {}),
        )
        handle = page.values["run", "data"]
        if handle is None:
            return
        for _ in range(self.random.randint(0, 12)):
            if page.values["run", "data"]["state"] != "running":
                break
            if self.random.random() < 0.05:
                page.values["cancel", "n_clicks"] = 1
                page.call("run.data", changed="cancel.n_clicks")
            time.sleep(0.2)
            page.call("run.data", changed="watch.n_intervals")
        if page.values["run", "data"]["state"] == "ready":
            page.slice("over_time")
            page.rows()
            self.answered += 1
