"""The plan of any scenario, whether its future parts or not."""

from collections.abc import Callable

from isoplan.models.branching.outcomes import outcomes_of
from isoplan.models.outcomes.outcomes_plan import OutcomesPlan
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits, SolverName


def recommend_any(
    scenario: Scenario,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> Plan | OutcomesPlan:
    """Return the best plan of a scenario: over its outcomes where its future parts.

    Arguments and errors are those of :func:`recommend_outcomes`.
    """
    first, *others = outcomes_of(scenario)
    if others:
        return recommend_outcomes(scenario, limits, solver, progress)
    return recommend(first.scenario, limits, solver, progress)
