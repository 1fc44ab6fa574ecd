"""The audit: every year's forms again with plain floats, before anything is shown."""

from isoplan.models.errors import AuditFailure
from isoplan.models.scenario import Scenario
from isoplan.optimizer.ledger import Ledger, ledger
from isoplan.optimizer.solver import Solution
from isoplan.optimizer.traced import TracedProblem

TOLERANCE_DOLLARS = 0.05


def audited(
    scenario: Scenario, traced: TracedProblem, baseline: Ledger, solution: Solution
) -> float:
    """Return the dollars between the program's objective and the forms' own.

    The solver's amounts, fractions of shares included, go through the same float
    engine that prices every other schedule; nothing of the program is used.

    Raises:
        AuditFailure: If they differ by more than five cents.
    """
    worked = ledger(scenario, traced.columns, solution.shares)
    cost = worked.present_value_of_tax - baseline.present_value_of_tax
    if scenario.plan.objective == "after_tax_value":
        cost -= worked.present_value_before_tax
    difference = abs(cost - solution.cost)
    if difference > TOLERANCE_DOLLARS:
        raise AuditFailure(
            f"the forms give {cost:,.2f}, the program {solution.cost:,.2f}: they must "
            "tie to the cent. This is a defect of isoplan; please report the scenario"
        )
    return difference
