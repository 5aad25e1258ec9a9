"""JSON deeper than Python follows: there is a depth that one reader follows and the next, called deeper, does not."""

import json

import pytest
from django.test import Client

from tests.attempts.test_odd_texts import failed
from tests.report_page import REPORT, UPDATE
from tests.reports.embed.conftest import opened_by

RUN = "00000000-0000-0000-0000-000000000007"
LISTS, OBJECTS = ("[", "]"), ('{"a":', "}")
kinds = pytest.mark.parametrize(
    "kind", [LISTS, pytest.param(OBJECTS, marks=pytest.mark.long)], ids=["lists", "objects"]
)


@pytest.fixture
def browser(ana) -> Client:
    ana.raise_request_exception = False
    return ana


def around_the_edge(send) -> list[str]:
    """What is wrong with the answers around the depth at which Python gives up, which is another under each stack."""
    return [wrong for depth in (*range(800, 1_000, 2), 5_000, 100_000) if (wrong := send(depth))]


def nested(kind: tuple[str, str], depth: int) -> str:
    return f"{kind[0] * depth}1{kind[1] * depth}"


@kinds
@pytest.mark.parametrize("key", ["part", "field", "search", "keep", "others", "bounds"])
def test_no_depth_of_a_question_breaks_its_answer(browser, key, kind):
    def send(depth: int) -> str:
        sound = {"part": '"filters"', "field": '"department"'} | {key: nested(kind, depth)}
        raw = "{" + ", ".join(f'"{name}": {value}' for name, value in sound.items()) + "}"
        return failed(browser.post(f"{REPORT}app/offers", raw, content_type="application/json"))

    assert around_the_edge(send) == []


@kinds
@pytest.mark.parametrize(
    ("output", "changed", "odd"),
    [
        ("run.data", "refresh.n_clicks", "filters--department--value"),
        ("over_time--figure", "run.data", "run"),
        ("over_time--figure", "run.data", "picks"),
        ("categories--grid", "categories--grid.getRowsRequest", "categories--grid"),
    ],
    ids=["filter", "handle", "pick", "page"],
)
def test_no_depth_of_a_call_breaks_its_answer(browser, output, changed, odd, kind):
    call = opened_by(browser).body(output, changed=changed)
    for part in [*call["inputs"], *call["state"]]:
        part["value"] = "DEEP" if part["id"] == odd else part["value"]
    sound = json.dumps(call)
    assert "DEEP" in sound

    def send(depth: int) -> str:
        answer = browser.post(UPDATE, sound.replace('"DEEP"', nested(kind, depth)), content_type="application/json")
        return failed(answer) or ("a callback failed" if b"went wrong on our side" in answer.content else "")

    assert around_the_edge(send) == []


@pytest.mark.parametrize("key", ["column", "value", "source"])
def test_no_depth_of_a_pick_breaks_a_download(browser, key):
    def send(depth: int) -> str:
        picks = f'[{{"{key}": {nested(LISTS, depth)}}}]'
        return failed(browser.get(f"{REPORT}download/{RUN}/categories.csv", {"picks": picks}))

    assert around_the_edge(send) == []
