"""A program without a column may have elections: its plan is the best of them."""

from typing import get_args

import pytest

from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import SolverName
from scenario_builder import build_scenario


@pytest.mark.parametrize("solver", get_args(SolverName))
@pytest.mark.parametrize(
    "itemized", [None, {"other": 14_000}], ids=["no-election", "elections"]
)
def test_a_household_without_shares_has_a_plan(
    solver: SolverName, itemized: dict[str, int] | None
) -> None:
    """Nothing is done, and its tax is that of the best elections: none is caused."""
    household = {"minimum_tax_credit": 16_000, "itemized_deductions": itemized}
    plan = recommend(build_scenario(household=household), solver=solver)
    assert (plan.status, plan.actions) == ("optimal", ())
    assert plan.objective.value == plan.objective.gap == 0.0
