"""A small household whose first step hangs on much, with its plan."""

from dataclasses import dataclass
from datetime import date

from isoplan.models.results.firmness import FirstStep
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.firmness.first_step import first_step
from isoplan.optimizer.firmness.tries import Base, Known
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.recommend import solve_plan
from scenario_builder import build_scenario, grant

LISTED = date(2028, 1, 3)


@dataclass(frozen=True)
class Household:
    """A scenario with its plan."""

    scenario: Scenario
    situation: Situation
    plan: Plan
    evaluated: EvaluatedSchedule

    @property
    def step(self) -> FirstStep:
        """What the plan does first."""
        return first_step(self.plan.actions)

    @property
    def base(self) -> Base:
        """What every try begins with."""
        return Base(self.scenario, Known(self.evaluated.holdings), "cbc", 0.01)


def planned(scenario: Scenario) -> Household:
    """Return a scenario with its plan."""
    situation = situation_of(scenario)
    return Household(scenario, situation, *solve_plan(situation))


def short_of_cash() -> Scenario:
    """Cash pays for the strikes of some options only; a market opens in 2028."""
    return build_scenario(
        plan={"last_year": 2028, "decision_dates": "yearly", "run_off_years": 2},
        household={"wages": 300_000, "cash": 16_000},
        grants=[grant(strike=20.0)],
        market={
            "prices": {date(2026, 1, 1): 300.0, LISTED: 500.0},
            "first_sale": LISTED,
            "between_prices": None,
        },
    )
