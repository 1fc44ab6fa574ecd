"""What is allowed in branches but looks odd: warnings of outcomes, and shares stuck."""

from collections.abc import Iterator

from isoplan.models.branching.outcomes import (
    Outcome,
    is_uncertain,
    outcomes_of,
    without_branches,
)
from isoplan.models.restated import with_buyers
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.plausibility import scenario_warnings


def all_warnings(scenario: Scenario) -> list[str]:
    """Return the warnings of a scenario, and those that its outcomes have alone."""
    buyers = {
        deal.buyer
        for branch in scenario.branches
        for change in (branch.market, *branch.markets.values())
        if (deal := change.acquisition_for_stock) is not None
    }
    found = scenario_warnings(situation_of(without_branches(scenario)), buyers)
    if not is_uncertain(scenario):
        return found
    for outcome in outcomes_of(scenario):
        own = scenario_warnings(situation_of(outcome.scenario), buyers)
        found += (
            f"{warning} (in the outcome {outcome.name!r})"
            for warning in own
            if warning not in found
        )
        found += _stuck(outcome)
    return found


def _stuck(outcome: Outcome[Scenario]) -> Iterator[str]:
    """Yield that what is exercised before can never be sold in an outcome."""
    plan, market = outcome.scenario.plan, with_buyers(outcome.scenario).market
    if plan.at_horizon == "keep" or market.shares_go_on is not None:
        return
    begins = outcome.pieces[-1].begins
    first = market.next_sale_date(begins)
    if first is None or first > plan.horizon:
        yield (
            f"in the outcome {outcome.name!r} no share can be sold from {begins} on, "
            "and at_horizon = 'sell' asks for the sale of all: so nothing is exercised "
            "before that is not sold by then; give worthless_on or acquisition there, "
            "or set at_horizon = 'keep'"
        )
