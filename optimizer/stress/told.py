"""What is told of a stress: every schedule and market over all paths, as one result."""

from collections.abc import Mapping, Sequence

import numpy as np

from isoplan.models.base.cents import HALF_A_CENT, in_cents
from isoplan.models.inputs.market import MarketName
from isoplan.models.outcomes.stress import (
    WORST_PART,
    SimulatedMarket,
    Stress,
    StressedSchedule,
)
from isoplan.models.situation import Situation
from isoplan.optimizer.pricing.common_schedules import (
    SELLING_AT_EXERCISE,
    CommonSchedule,
)
from isoplan.optimizer.recommend import PLAN_NAME
from isoplan.optimizer.stress.assumptions import assumptions_of
from isoplan.optimizer.stress.outcomes import Outcomes
from isoplan.optimizer.stress.price_paths import Simulation

BINS = 20
"""Of the histogram of values."""
SHOWN_BETWEEN = (1.0, 90.0)
"""Percentiles of the plan's values between which the bins lie: few values are large."""
A_FIFTH = "a fifth a year, hold"
"""The habit that every schedule is held against."""


def told_of(
    situation: Situation,
    simulation: Simulation,
    verdict: str,
    schedules: Sequence[CommonSchedule],
    at_own: Mapping[str, float],
    outcomes: Mapping[str, Outcomes],
    markets: tuple[Mapping[MarketName, np.ndarray], Mapping[MarketName, int]],
    outcomes_of_file: int = 1,
    *,
    nearest: bool = True,
) -> Stress:
    """Return what is told of all paths.

    Args:
        situation: Of the one path.
        simulation: What was assumed of prices.
        verdict: What was proven of the plan.
        schedules: Names, and what to know of each.
        at_own: Value at the market's own prices, dollars by name.
        outcomes: What they came to, by name.
        markets: By market, prices of the last day and on how many paths it fails.
        outcomes_of_file: How many the file has; one where its future does not part.
        nearest: Whether a path's outcome is the nearest one; else it is drawn.
    """
    edges = _edges(outcomes[PLAN_NAME].value)
    return Stress(
        scenario=situation.scenario.name,
        paths=simulation.paths,
        seed=simulation.seed,
        verdict=verdict,
        outcomes=outcomes_of_file,
        selling_at_exercise=SELLING_AT_EXERCISE,
        markets=tuple(
            _market(situation, simulation, name, markets[0][name], markets[1][name])
            for name in situation.markets
            if simulation.volatility[name] or simulation.failure.get(name)
        ),
        schedules=tuple(
            schedule_told(
                situation,
                each,
                at_own[each.name],
                outcomes[each.name],
                outcomes,
                edges,
            )
            for each in schedules
        ),
        edges=tuple(edges.tolist()),
        assumptions=assumptions_of(
            situation, simulation, outcomes_of_file, nearest=nearest
        ),
    )


def schedule_told(
    situation: Situation,
    schedule: CommonSchedule,
    own: float,
    found: Outcomes,
    beside: Mapping[str, Outcomes],
    edges: np.ndarray,
) -> StressedSchedule:
    """Return what a schedule comes to over all paths.

    Args:
        situation: Of the one path.
        schedule: Its name, and what to know of it.
        own: Value at the market's own prices, dollars.
        found: What it comes to.
        beside: What the plan and the habits come to on the same paths.
        edges: Of the bins of values, dollars.
    """

    def at(amounts: np.ndarray, percentile: float) -> float:
        return in_cents(float(np.percentile(amounts, percentile)))

    value, paths = found.value, len(found.value)
    worst = np.sort(value)[: max(int(np.ceil(WORST_PART * paths)), 1)]
    spread = float(value.std(ddof=1)) if paths > 1 else 0.0
    inside = np.clip(value, edges[0], edges[-1])
    is_plan = schedule.name == PLAN_NAME
    less = float(np.mean(beside[PLAN_NAME].value < value - HALF_A_CENT))
    beats = None
    if A_FIFTH in beside and schedule.name != A_FIFTH:
        beats = float(np.mean(value > beside[A_FIFTH].value + HALF_A_CENT))
    has_cash = situation.household.cash is not None
    return StressedSchedule(
        name=schedule.name,
        on_own_path=in_cents(own),
        mean=in_cents(value.mean()),
        mean_error=in_cents(spread / np.sqrt(paths)),
        percentile_5=at(value, 5),
        percentile_25=at(value, 25),
        median=at(value, 50),
        percentile_75=at(value, 75),
        percentile_95=at(value, 95),
        worst=in_cents(value.min()),
        cvar_5=in_cents(worst.mean()),
        plan_worth_less=None if is_plan else less,
        beats_a_fifth=beats,
        worst_year_tax_median=at(found.tax_of_worst_year, 50),
        worst_year_tax_95=at(found.tax_of_worst_year, 95),
        lowest_cash_median=at(found.lowest_cash, 50),
        lowest_cash_5=at(found.lowest_cash, 5),
        below_floor=float(found.below_floor.mean()) if has_cash else None,
        amt_mean=in_cents(found.amt.mean()),
        amt_not_recovered_mean=in_cents(found.amt_not_recovered.mean()),
        amt_not_recovered_95=at(found.amt_not_recovered, 95),
        counts=tuple(np.histogram(inside, edges)[0].tolist()),
        note=schedule.note,
    )


def _edges(values: np.ndarray) -> np.ndarray:
    """Return where the bins of the plan's values begin and end (dollars)."""
    low, high = np.percentile(values, SHOWN_BETWEEN)
    return np.linspace(low, max(high, low + 1.0), BINS + 1).round(2)


def _market(
    situation: Situation,
    simulation: Simulation,
    name: MarketName,
    prices: np.ndarray,
    failed: int,
) -> SimulatedMarket:
    """Return what was assumed of a market, and what came of it."""
    horizon = situation.plan.horizon
    low, middle, high = np.percentile(prices, (5, 50, 95))
    volatility = simulation.volatility[name]
    return SimulatedMarket(
        market=name or "",
        volatility=volatility,
        drag=float(-np.expm1(-(volatility**2) / 2.0)),
        failure=simulation.failure.get(name, 0.0),
        failed=failed / len(prices),
        price_at_end=round(situation.markets[name].price(horizon), 4),
        mean_at_end=round(float(prices.mean()), 4),
        price_at_end_5=round(float(low), 4),
        price_at_end_median=round(float(middle), 4),
        price_at_end_95=round(float(high), 4),
    )
