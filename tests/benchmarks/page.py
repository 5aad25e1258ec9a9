"""A report's page without a browser: its callbacks called over HTTP, as Dash's renderer does."""

from typing import Any

import requests

from tests.browser.steps import REPORT
from tests.web import PASSWORD


class ReportPage:
    """A person's open page of the report: knows its components' values, and posts callbacks."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self.web = requests.Session()
        self._sign_in(name)
        self.web.get(url + REPORT).raise_for_status()
        self.callbacks = self._get("_dash-dependencies")
        self.values: dict[tuple[str, str], Any] = {}
        self._read(self._get("_dash-layout"))

    def refresh(self) -> None:
        """Press Refresh, and keep the handle of the run."""
        answer = self.call("run.data", changed="refresh.n_clicks")
        self.values["run", "data"] = answer["run"]["data"]
        assert answer["run"]["data"]["state"] == "ready", answer

    def slice(self, visual: str) -> dict[str, Any]:
        """The figure and the provenance of one visual."""
        return self.call(f"{visual}--figure", changed="run.data")

    def call(self, output: str, *, changed: str) -> dict[str, Any]:
        """The answer of the first callback with this output and this cause, by component."""
        callback = next(
            each
            for each in self.callbacks
            if output in each["output"] and changed in [f"{i['id']}.{i['property']}" for i in each["inputs"]]
        )
        body = {
            "output": callback["output"],
            "outputs": [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in _outputs(callback)],
            "inputs": [self._filled(part) for part in callback["inputs"]],
            "state": [self._filled(part) for part in callback["state"]],
            "changedPropIds": [changed],
        }
        answer = self.web.post(
            f"{self.url}{REPORT}app/_dash-update-component",
            json=body,
            headers={"X-CSRFToken": self.web.cookies["csrftoken"]},
        )
        answer.raise_for_status()
        return dict(answer.json()["response"])

    def _sign_in(self, name: str) -> None:
        self.web.get(f"{self.url}/sign-in/").raise_for_status()
        form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": self.web.cookies["csrftoken"]}
        self.web.post(f"{self.url}/sign-in/", data=form).raise_for_status()

    def _get(self, endpoint: str) -> Any:
        answer = self.web.get(f"{self.url}{REPORT}app/{endpoint}")
        answer.raise_for_status()
        return answer.json()

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
