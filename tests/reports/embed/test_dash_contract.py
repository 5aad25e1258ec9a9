"""What reports.embed.dash leans on in Dash and django-plotly-dash; a new version of either has to pass this."""

import threading
import time

import dash._callback
from django.apps import apps
from django.contrib.staticfiles import finders
from django.test import Client

from reports import registry
from reports.embed.apps import app_for
from reports.embed.current import current_viewer, seen_by
from reports.policy import OPEN
from reports.viewer import Viewer

PATH = "/reports/category-performance/app/"


def the_app():
    return app_for(registry.get("category-performance"), path=PATH)


def test_dash_registers_callbacks_by_its_own_code():
    assert dash._callback.register_callback.__module__ == "dash._callback"


def test_an_app_is_built_once_for_all_threads():
    built = []
    threads = [threading.Thread(target=lambda: built.append(the_app())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(app) for app in built}) == 1


def test_every_script_of_the_page_is_a_static_file_under_its_own_name():
    scripts = the_app().script_addresses
    assert any("plotly.min.js" in address for address in scripts)
    missing = [each for each in scripts if not finders.find(each.removeprefix("/static/").replace("%40", "@"))]
    assert missing == []


def test_each_thread_sees_its_own_viewer():
    seen: dict[int, int | None] = {}

    def look(number: int) -> None:
        with seen_by(Viewer(user_id=number, name="", team="", policy=OPEN)):
            time.sleep(0.05)
            seen[number] = current_viewer().user_id

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {number: number for number in range(8)}


def test_nothing_of_django_plotly_dash_is_installed_or_served(dev: Client):
    assert not apps.is_installed("django_plotly_dash")
    for address in ("/django_plotly_dash/", "/admin/django_plotly_dash/", "/dpd/views/poke/"):
        assert dev.get(address).status_code == 404
