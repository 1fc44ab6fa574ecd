"""One instance made ready to be solved: what every comparison begins with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.instances import Instance, by_name
from isoplan.models.inputs.by_year import DeductionByYear
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears, evaluate_years
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario with its columns, and the household that does nothing."""

    situation: Situation
    columns: Columns
    baseline: EvaluatedYears

    def program(self) -> Program:
        """Return the project's own program."""
        return program_of(traced_problem(self.situation, self.columns, self.baseline))

    def cost(self, shares: np.ndarray) -> float:
        """Return what a plan loses by the forms with plain floats (dollars).

        Args:
            shares: Of each column; length n columns.
        """
        evaluated = evaluate_years(self.situation, self.columns, shares)
        caused = evaluated.present_value_of_tax - self.baseline.present_value_of_tax
        return caused - evaluated.present_value_before_tax


def prepared(scenario: Scenario) -> Prepared:
    """Return the columns and the baseline of a scenario, the standard deduction taken.

    Raises:
        ValueError: If the scenario asks for what the comparisons leave out: a limit on
            cash, itemized deductions, a move, least tax, or shares kept at the horizon.
    """
    plan, household = scenario.plan, scenario.household
    itemizes = household.itemized_deductions is not None or any(
        household.gifts.years.values()
    )
    if household.cash is not None or itemizes:
        raise ValueError("a comparison needs no limit on cash, and nothing itemized")
    if len(household.state) > 1:
        raise ValueError("a comparison needs a household that does not move")
    if plan.objective != "after_tax_value" or plan.at_horizon != "sell":
        raise ValueError("a comparison needs after_tax_value with all shares sold")
    standard = household.model_copy(
        update={"deduction": DeductionByYear.model_validate("standard")}
    )
    situation = situation_of(scenario.model_copy(update={"household": standard}))
    columns = plan_columns(situation)
    return Prepared(situation, columns, baseline_years(situation))


def asked_for(arguments: Sequence[str]) -> Instance:
    """Return the instance named on a command line, such as ``S middle 1``.

    Raises:
        SystemExit: If there is no such instance; its text says how to ask.
    """
    name = " ".join(arguments)
    found = by_name().get(name)
    if found is None:
        raise SystemExit(
            f"there is no instance {name!r}; give a size, an income, a seed, and "
            "perhaps a state or a kind, for example: S middle 1 CA, M middle 1 caps"
        )
    return found
