"""A report's page without a browser: its callbacks called as Dash's renderer calls them."""

import json
import time
from collections.abc import Callable
from typing import Any

REPORT = "/reports/category-performance/"
UPDATE = f"{REPORT}app/_dash-update-component"


class ReportPage:
    """An open page of the report: knows its components' values, and posts callbacks.

    `get` gives the JSON at an address; `post` sends JSON to one and gives the response.
    """

    def __init__(self, get: Callable[[str], Any], post: Callable[[str, Any], Any], *, address: str = REPORT) -> None:
        self.post = post
        self.address = address
        self.callbacks = get(f"{address}app/_dash-dependencies")
        self.values: dict[tuple[str, str], Any] = {}
        self._read(get(f"{address}app/_dash-layout"))

    def refresh(self, **controls: Any) -> dict[str, Any]:
        """Press Refresh with these values of controls."""
        self.values |= {(f"filters--{name}--value", "data"): value for name, value in controls.items()}
        return self.call("run.data", changed="refresh.n_clicks")

    def until_over(self) -> None:
        """Look as often as the page does until the run has ended."""
        while self.values["run", "data"]["state"] == "running":
            time.sleep(0.2)
            self.call("run.data", changed="watch.n_intervals")

    def slice(self, visual: str) -> dict[str, Any]:
        """The panel of one visual, by component."""
        return self.call(f"{visual}--figure", changed="run.data")

    def rows(self, table: str = "categories", **request: Any) -> dict[str, Any]:
        """A page of a table."""
        self.values[f"{table}--grid", "getRowsRequest"] = {"startRow": 0, "endRow": 100, "sortModel": [], **request}
        return self.call(f"{table}--grid", changed=f"{table}--grid.getRowsRequest")

    def offers(self, field: str, *, part: str = "filters", **question: Any) -> dict[str, Any]:
        """What a field of the filters offers."""
        response = self.post(f"{self.address}app/offers", {"part": part, "field": field, **question})
        assert response.status_code == 200, response.content
        return dict(json.loads(response.content))

    def call(self, output: str, *, changed: str) -> dict[str, Any]:
        """The answer of the first callback with this output and this cause, by component."""
        response = self.post(f"{self.address}app/_dash-update-component", self.body(output, changed=changed))
        assert response.status_code == 200, response.content
        answer = dict(json.loads(response.content)["response"])
        if "run" in answer:
            self.values["run", "data"] = answer["run"]["data"]  # the handle is kept
        return answer

    def body(self, output: str, *, changed: str) -> dict[str, Any]:
        """What Dash's renderer would send."""
        callback = next(
            each
            for each in self.callbacks
            if output in each["output"] and changed in [f"{i['id']}.{i['property']}" for i in each["inputs"]]
        )
        return {
            "output": callback["output"],
            "outputs": [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in _outputs(callback)],
            "inputs": [self._filled(part) for part in callback["inputs"]],
            "state": [self._filled(part) for part in callback["state"]],
            "changedPropIds": [changed],
        }

    def _filled(self, part: dict[str, str]) -> dict[str, Any]:
        return {**part, "value": self.values.get((part["id"], part["property"]))}

    def _read(self, component: Any) -> None:
        """Remember the properties of every component of the layout."""
        if isinstance(component, list):
            for each in component:
                self._read(each)
        elif isinstance(component, dict) and "props" in component:
            props = component["props"]
            if isinstance(props.get("id"), str):
                self.values |= {(props["id"], name): value for name, value in props.items()}
            self._read(props.get("children"))


def _outputs(callback: dict[str, Any]) -> list[str]:
    """`..a.b...c.d..` as a.b and c.d; what makes duplicates distinct is not part of a property's name."""
    return [part.split("@")[0] for part in callback["output"].strip(".").split("...")]
