"""A saved report file is seen by the next page load, in every process, with no restart."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from django.core.exceptions import MiddlewareNotUsed

from portal.fresh_reports import FreshReports
from tests.report_page import REPORT, ReportPage
from tests.web import PASSWORD, ROOT, Portal, portal_running

TIMES = 12  # so many calls meet both of two processes, each of which has a thread for it
OTHER = "/reports/lapsed-buyers/"


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[Portal]:
    """A portal of two web processes on a copy of the code, so that a test may write in its library."""
    folder = tmp_path_factory.mktemp("portal")
    for each in ("portal", "reports", "querylog"):
        shutil.copytree(ROOT / each, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
    for each in ("manage.py", "gunicorn.conf.py"):
        shutil.copy(ROOT / each, folder)
    with portal_running("portico_hot_reload", worker=False, web=2, folder=folder, RELOAD_REPORTS="1") as running:
        yield running


@pytest.fixture
def edit(portal) -> Iterator[Callable[[str, str, str], None]]:
    """Save a file of the library with one text in the place of another; it is put back afterwards."""
    before: dict[Path, str] = {}

    def edit_file(name: str, old: str, new: str) -> None:
        file = portal.folder / "reports" / "library" / name
        code = file.read_text()
        assert old in code
        before.setdefault(file, code)
        file.write_text(code.replace(old, new))

    yield edit_file
    for file, code in before.items():
        file.write_text(code)


class Person:
    """Someone signed in, whose calls come on connections of their own, so that either process may answer."""

    def __init__(self, portal: Portal, name: str) -> None:
        self.url, self.web = portal.url, requests.Session()
        self.web.headers["Connection"] = "close"
        self.web.get(f"{self.url}/sign-in/").raise_for_status()
        form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": self.web.cookies["csrftoken"]}
        self.web.post(f"{self.url}/sign-in/", data=form).raise_for_status()

    def get(self, path: str) -> requests.Response:
        return self.web.get(self.url + path)

    def post(self, path: str, body: object) -> requests.Response:
        return self.web.post(self.url + path, json=body, headers={"X-CSRFToken": self.web.cookies["csrftoken"]})

    def open(self) -> ReportPage:
        return ReportPage(lambda path: self.get(path).json(), self.post)

    def sees(self, path: str) -> set[str]:
        """The heads of the page, which is loaded often enough to meet every process."""
        pages = [self.get(path).text for _ in range(TIMES)]
        return {page.split("<h1>")[1].split("</h1>")[0] for page in pages}


@pytest.fixture(scope="module")
def ana(portal) -> Person:
    return Person(portal, "ana")


@pytest.fixture(scope="module")
def rae(portal) -> Person:
    return Person(portal, "rae")


@pytest.fixture(scope="module")
def ben(portal) -> Person:
    return Person(portal, "ben")


def test_a_saved_report_is_seen_by_every_process(ana, edit):
    assert ana.sees(REPORT) == {"Category performance"}
    edit("category_performance.py", '    owner = "', '    title = "Shelf talk"\n    owner = "')
    assert ana.sees(REPORT) == {"Shelf talk"}
    assert "Shelf talk" in ana.get("/").text


def test_layout_and_callbacks_are_of_one_version(ana, edit):
    ana.open()
    edit("category_performance.py", "over_time = Line(", "along_time = Line(")
    page = ana.open()
    page.refresh()
    for _ in range(TIMES):
        assert page.slice("along_time")["along_time--figure"]["data"]["data"]


def test_a_page_that_is_older_than_the_file_is_asked_to_reload(ana, edit):
    page = ana.open()
    edit("category_performance.py", "over_time = Line(", "along_time = Line(")
    answer = ana.post(f"{REPORT}app/_dash-update-component", page.body("over_time--figure", changed="run.data"))
    assert answer.status_code == 400
    assert "Reload the page" in answer.json()["sentence"]


def test_shared_vocabulary_is_seen_as_well(ana, edit):
    def renamed() -> set[bool]:
        return {"Takings" in ana.get("/reports/sales-cube/app/_dash-layout").text for _ in range(TIMES)}

    assert renamed() == {False}
    edit("_measures.py", 'label="Sales"', 'label="Takings"')
    assert renamed() == {True}


def test_a_report_that_breaks_says_where_to_its_developer_alone(ana, rae, ben, edit):
    edit("category_performance.py", 'owner = "', 'owner = nobody_knows + "')
    told = "category_performance.py can&#x27;t be published:\n  line "
    assert told in rae.get(REPORT).text
    assert "name &#x27;nobody_knows&#x27; is not defined" in rae.get(REPORT).text
    assert ana.sees(REPORT) == {"This report is under repair"}
    assert "nobody_knows" not in ana.get(REPORT).text
    assert ben.get(REPORT).status_code == 403


def test_the_other_reports_go_on_while_one_is_broken_and_it_is_mended_by_saving_it(ana, portal, edit):
    with_syntax = "class CategoryPerformance(Report)"
    edit("category_performance.py", with_syntax, "class (")
    assert ana.get(REPORT).status_code == 503
    assert ana.sees(OTHER) == {"Lapsed buyers"}
    assert ana.get("/").status_code == 200
    edit("category_performance.py", "class (", with_syntax)
    assert ana.sees(REPORT) == {"Category performance"}


def test_a_new_file_is_a_report_and_still_needs_its_grant(ana, portal):
    library = portal.folder / "reports" / "library"
    new = library / "another_one.py"
    new.write_text((library / "lapsed_buyers.py").read_text().replace("class LapsedBuyers", "class AnotherOne"))
    try:
        assert {ana.get("/reports/another-one/").status_code for _ in range(TIMES)} == {403}
    finally:
        new.unlink()
    assert {ana.get("/reports/another-one/").status_code for _ in range(TIMES)} == {404}


def test_without_the_setting_no_request_looks_at_files(settings):
    assert not settings.RELOAD_REPORTS
    with pytest.raises(MiddlewareNotUsed):
        FreshReports(lambda request: None)
