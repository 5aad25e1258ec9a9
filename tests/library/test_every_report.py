"""What holds for each report of the library, for ever: it opens, answers at first sight, and with each input set."""

import pytest
from django.utils.html import escape

from reports import registry
from tests.library.pressed import another, opened_to, press, settable

REPORTS = [report.slug for report in registry.all()]


@pytest.mark.parametrize("slug", REPORTS)
def test_the_report_opens(slug, ana, people):
    opened_to(people["ana"], slug)
    page = ana.get(f"/reports/{slug}/")
    assert page.status_code == 200
    assert escape(registry.get(slug).question) in page.content.decode()
    assert ana.get(f"/reports/{slug}/app/_dash-layout").status_code == 200


@pytest.mark.parametrize("slug", REPORTS)
def test_the_report_answers_at_first_sight(slug, shown):
    answer = shown(slug)
    assert not answer.empty, "with its defaults, these show nothing"
    assert answer.said == {}
    assert all(drawn is not None for drawn in answer.drawn.values())


@pytest.mark.parametrize(("slug", "name"), list(settable()))
def test_the_report_answers_with_each_input_set(slug, name, people):
    answer = press(slug, people["ana"], **{name: another(slug, name, people["ana"])})
    unexplained = {each for each, drawn in answer.drawn.items() if drawn is None and each not in answer.empty}
    assert not unexplained
    assert answer.empty != set(answer.rows), "nothing at all is left"


@pytest.mark.parametrize("slug", [slug for slug in REPORTS if registry.get(slug).method])
def test_the_report_says_how_its_figures_are_made(slug, ana, people):
    opened_to(people["ana"], slug)
    layout = ana.get(f"/reports/{slug}/app/_dash-layout").json()
    assert {"children": registry.get(slug).method} in list(_props(layout))


def _props(component):
    """Of each component of a layout, what it says itself."""
    if isinstance(component, dict) and "props" in component:
        yield {name: value for name, value in component["props"].items() if name == "children"}
        for each in component["props"].values():
            yield from _props(each)
    if isinstance(component, list):
        for each in component:
            yield from _props(each)
