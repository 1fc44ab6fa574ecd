"""A program without a column may have elections: its plan is the best of them."""

from typing import get_args

import pytest

from isoplan.models.base.errors import InfeasiblePlan
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


def test_cash_that_no_decision_moves_is_still_a_limit() -> None:
    """Cash below its floor on the first day of tax, with shares to sell or without."""
    short = {"cash": 2_000, "cash_floor": 20_000}
    with pytest.raises(InfeasiblePlan, match=r"lacks \$18,000 on 2027-04-15"):
        recommend(build_scenario(household=short))
