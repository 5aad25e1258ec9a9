"""For the tests of reports: press Refresh as someone of a team, and look at what comes back. No browser is needed.

def test_deli_has_buyers(people):
    answer = ReportTest("lapsed-buyers").as_user(people["ana"]).set(department=["DELI"]).refresh()
    assert answer.rows["headline_households"][0]["COUNT_DISTINCT_HOUSEHOLD_ID"] > 0
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from portal.access.guard import viewer_for
from portal.access.models import User
from reports import registry
from reports.run.answers import Answers, answers
from reports.run.plan import Planned, planned
from reports.run.press import inputs_of
from reports.run.typed import form_of
from reports.viewer import Viewer


@dataclass(frozen=True)
class ReportTest:
    """A report on its way to being run. Each call returns a new one, so a test may branch off from another's."""

    slug: str
    user: User | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)

    def as_user(self, user: User) -> Self:
        """As this person, within her team: without a grant, what follows raises NotGranted."""
        return replace(self, user=user)

    def set(self, **inputs: Any) -> Self:
        """With these inputs in place of the defaults: `department=["DELI"]`, `purchased_on="last 28 days"`.

        A field of another part than the filters stands in its part: `came_back={"department": ["DELI"]}`.
        """
        return replace(self, inputs={**self.inputs, **inputs})

    def refresh(self) -> Answers:
        """What a press of Refresh gives. Raises what the guard, the report's inputs or Snowflake say against it."""
        viewer = self._viewer()
        report = registry.get(self.slug)
        return answers(report, form_of(report, self.inputs), viewer=viewer)

    def plan(self) -> list[Planned]:
        """The statements that Refresh would send, with none sent."""
        viewer = self._viewer()
        report = registry.get(self.slug)
        inputs = inputs_of(report, form_of(report, self.inputs))
        return planned(report, inputs, policy=viewer.policy)

    def _viewer(self) -> Viewer:
        if self.user is None:
            raise ValueError(f'Say who asks: ReportTest("{self.slug}").as_user(…).')
        return viewer_for(self.user, self.slug)
