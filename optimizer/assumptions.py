"""What a result rests on, and what its reader must know: echoed in every result."""

from collections.abc import Iterable
from datetime import timedelta

from isoplan.models.plan import Action
from isoplan.models.scenario import Scenario
from isoplan.optimizer.tree import year_tree

Assumption = str | float | int | list[int] | None
WASH_SALE_DAYS = timedelta(days=30)


def assumptions_of(scenario: Scenario) -> dict[str, Assumption]:
    """Return the planning assumptions by name."""
    plan = scenario.plan
    return {
        "start": plan.start.isoformat(),
        "horizon": plan.horizon.isoformat(),
        "objective": plan.objective,
        "at_horizon": plan.at_horizon,
        "decision_dates": plan.decision_dates,
        "discount_rate": plan.discount_rate,
        "inflation": plan.inflation,
        "run_off_years": plan.run_off_years,
        "projected_years": [
            node.year
            for node in year_tree(scenario)
            if scenario.law(node.year).projected
        ],
        "tax_paid": "on 15 April of the next year",
        "cash": scenario.household.cash,
        "state": scenario.household.state or None,
    }


def notes_of(scenario: Scenario, actions: Iterable[Action]) -> tuple[str, ...]:
    """Return what the figures leave out and what to watch, a sentence each."""
    notes = []
    if scenario.household.state:
        notes.append(
            f"State tax of {scenario.household.state} is not in these figures."
        )
    if scenario.household.cash is None:
        notes.append("Cash was not given, so it is no limit to exercises.")
    if scenario.plan.at_horizon == "keep":
        notes.append(
            "Shares kept at the end count at their price less "
            f"{scenario.plan.kept_shares_tax_rate:.1%} of their gain."
        )
    if days := _possible_wash_sales(scenario, list(actions)):
        notes.append(
            "A sale below the value at exercise lies within 30 days of another "
            f"exercise ({', '.join(days)}): the wash sale rule (IRC 1091) may then "
            "tax the whole spread and defer the loss; these figures do not show it."
        )
    return tuple(notes)


def _possible_wash_sales(scenario: Scenario, actions: list[Action]) -> list[str]:
    """Return days of disqualifying sales near an exercise, with the price falling."""
    exercises = [action for action in actions if action.kind == "exercise"]
    value = {action.lot: scenario.market.price(action.date) for action in exercises} | {
        lot.label: lot.value_at_exercise for lot in scenario.lots
    }
    return sorted(
        {
            sale.date.isoformat()
            for sale in actions
            if sale.disposition == "disqualifying"
            and sale.price < value[sale.lot]
            and any(
                abs(sale.date - other.date) <= WASH_SALE_DAYS
                for other in exercises
                if other.lot != sale.lot
            )
        }
    )
