"""Changes that people make by hand, one after another, to see what a plan becomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from isoplan.models.branching.outcomes import is_uncertain, without_branches
from isoplan.models.scenario import Scenario, checked_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.firmness.branch_facts import with_probability
from isoplan.optimizer.firmness.changes import WHOLE, Change


@dataclass(frozen=True, slots=True)
class LastYear(Change):
    """The plan ends with another year."""

    year: int

    def update(self, situation: Situation) -> Mapping[str, Any]:
        """Return the plan's section."""
        return {"plan": situation.plan.model_copy(update={"last_year": self.year})}


@dataclass(frozen=True, slots=True)
class BranchProbability:
    """A branch has another probability; those that part beside it keep their ratios.

    Attributes:
        branch: Its name.
        percent: Its probability, given the branch that it parts from.
    """

    branch: str
    percent: float

    def made(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the change, not checked."""
        named = next(each for each in scenario.branches if each.name == self.branch)
        branches = with_probability(scenario, named, self.percent / WHOLE)
        return scenario.model_copy(update={"branches": branches})


def with_changes(
    scenario: Scenario, changes: Iterable[Change | BranchProbability]
) -> Scenario:
    """Return a scenario with changes, made one after another, and checked anew.

    Where the future is one path it is in today's shares then, with no split before it.
    The user's own schedules, which need not fit, are left out.

    Raises:
        ScenarioErrors: If the scenario cannot be like that.
    """
    if not is_uncertain(scenario):
        scenario = situation_of(scenario).scenario
    for change in changes:
        if isinstance(change, BranchProbability):
            scenario = change.made(scenario)
        else:
            sections = change.update(situation_of(without_branches(scenario)))
            scenario = scenario.model_copy(update=dict(sections))
    changed = scenario.model_copy(update={"schedules": ()})
    return checked_scenario(changed.to_dict())
