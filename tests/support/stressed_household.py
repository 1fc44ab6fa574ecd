"""Households for stresses, and a schedule followed blindly with floats, path by path.

Written from the rule in docs/stress.md alone: it shares no line with the arrays.
"""

from datetime import date
from pathlib import Path

from isoplan.models.scenario import load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice, ChoiceFlag
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def shipped(name: str) -> Situation:
    """Return the situation of a shipped scenario."""
    return situation_of(load_scenario(SCENARIOS / f"{name}.toml"))


def followed_with_floats(
    own: Situation, path: Situation, holdings: dict[Choice, int]
) -> EvaluatedSchedule:
    """Return a schedule followed blindly at a path's prices.

    Args:
        own: The scenario with the market's own prices, which the schedule was made for.
        path: The same with the path's.
        holdings: The schedule.
    """
    names = {tranche.name: number for number, tranche in enumerate(path.tranches)}
    done: dict[Choice, int] = {}
    for choice, count in holdings.items():
        tranche = own.tranches[choice.tranche]
        number = names.get(tranche.name)
        before, after = own.market_of(tranche), path.market_of(tranche)
        fails = after.worthless_on if before.worthless_on is None else None
        if number is None:  # units that would have vested later
            assert fails is not None
            assert choice.exercised_on >= fails
            continue
        day, sold = choice.exercised_on, choice.sold_on
        if not tranche.held:
            if fails is not None and day >= fails:
                continue
            at_once = sold == day and ChoiceFlag.GIVEN not in choice.way
            prices = [
                market.sale_price(day) if at_once else market.price(day)
                for market in (before, after)
            ]
            if ChoiceFlag.CASHED_OUT in choice.way:
                if prices[1] <= tranche.paid:
                    continue
            elif prices[1] < tranche.paid <= prices[0]:
                continue
        way = choice.way
        if fails is not None and (sold is None or sold >= fails):
            sold = date(fails.year, 12, 31)
            way = way & ChoiceFlag.ELECTED_83B
        made = Choice(number, day, sold, way)
        done[made] = done.get(made, 0) + count
    return evaluate_schedule(path, "floats", *columns_and_shares(path, done))
