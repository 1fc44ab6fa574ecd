"""Scenario in, stress out: the plan and the habits followed over simulated prices."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from isoplan.models.base.cents import HALF_A_CENT, in_cents
from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.equity.tranches import rsu_vestings
from isoplan.models.inputs.market import MarketName, market_path
from isoplan.models.outcomes.stress import (
    WORST_PART,
    SimulatedMarket,
    Stress,
    StressedSchedule,
)
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.pricing.common_schedules import (
    SELLING_AT_EXERCISE,
    CommonSchedule,
    common_schedules,
)
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.recommend import PLAN_NAME, solve_plan
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.stress.assumptions import assumptions_of
from isoplan.optimizer.stress.following import days_of
from isoplan.optimizer.stress.outcomes import Outcomes, idle_on, outcomes_of
from isoplan.optimizer.stress.price_paths import (
    NEVER_FAILS,
    PricePaths,
    Simulation,
    simulated,
)

PATHS = 10_000
"""How many are simulated where nobody says."""
TOGETHER = 1_000
"""Paths worked out at once: more need more memory, fewer more time."""
BINS = 20
"""Of the histogram of values."""
SHOWN_BETWEEN = (1.0, 90.0)
"""Percentiles of the plan's values between which the bins lie: few values are large."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a stress.

    Attributes:
        paths: How many.
        seed: Of the random numbers.
        volatility: By market, in place of the file's.
        failure: Chance a year that the company fails, by market.
    """

    paths: int = PATHS
    seed: int = 1
    volatility: Mapping[MarketName, float] | None = None
    failure: Mapping[MarketName, float] | None = None


@dataclass(frozen=True, slots=True)
class Stressed:
    """A stress with what every path came to.

    Attributes:
        stress: The result.
        situation: What was planned.
        simulation: What was assumed of prices.
        first: The plan.
        outcomes: By the name of the schedule.
        places: Numbers of the paths that each has outcomes of, by its name.
    """

    stress: Stress
    situation: Situation
    simulation: Simulation
    first: Holdings
    outcomes: Mapping[str, Outcomes]
    places: Mapping[str, Sequence[int]]


def stress(
    scenario: Scenario,
    asked: Asked,
    limits: Limits | None = None,
    solver: SolverName = "auto",
    progress: Callable[[str], None] | None = None,
) -> Stressed:
    """Plan a scenario, and follow the plan and the habits over simulated prices.

    Raises:
        ScenarioErrors: If a market's volatility is not known, or there is none of a
            name.
        IsoPlanError: As :func:`isoplan.optimizer.recommend.recommend`.
    """
    tell = progress or (lambda _: None)
    situation = situation_of(scenario)
    simulation = simulation_of(situation, asked)
    habits = common_schedules(situation)
    plan, best = solve_plan(situation, limits, solver, tell)
    schedules = [CommonSchedule(PLAN_NAME, best.holdings), *habits]
    own = Simulation({}, {}, asked.seed, paths=1)
    at_own = followed_over(situation, schedules, own)[0]
    tell(f"following {len(schedules)} schedules over {asked.paths:,} price paths ...")
    outcomes, paths = followed_over(situation, schedules, simulation)
    return Stressed(
        _result(situation, simulation, plan, schedules, at_own, outcomes, paths),
        situation,
        simulation,
        best.holdings,
        outcomes,
        dict.fromkeys(outcomes, range(asked.paths)),
    )


def with_schedule(
    stressed: Stressed,
    schedule: CommonSchedule,
    found: Outcomes,
    places: Sequence[int],
) -> Stressed:
    """Return a stress with a further schedule, last, that begins as the plan does.

    Args:
        stressed: To which it is added.
        schedule: Its name, and what to know of it.
        found: What it comes to.
        places: Numbers of the paths that this is of.
    """
    told = stressed.stress
    own, plan = told.schedules[0].on_own_path, stressed.outcomes[PLAN_NAME]
    on_same = Outcomes(
        **{
            field.name: getattr(plan, field.name)[list(places)]
            for field in fields(Outcomes)
        }
    )
    edges = np.array(told.edges)
    added = _schedule(stressed.situation, schedule, own, found, on_same, edges)
    return replace(
        stressed,
        stress=told.model_copy(update={"schedules": (*told.schedules, added)}),
        outcomes={**stressed.outcomes, schedule.name: found},
        places={**stressed.places, schedule.name: places},
    )


def simulation_of(situation: Situation, asked: Asked) -> Simulation:
    """Return what is assumed of prices: as asked, or else as the file says.

    Raises:
        ScenarioErrors: If a market's volatility is not known, or there is none of a
            name.
    """
    given, failure = dict(asked.volatility or {}), dict(asked.failure or {})
    known = [name for name in situation.markets if name is not None]
    problems = [
        Problem(
            "markets",
            shown(name),
            "which is no market of the file",
            named_remedy(str(name), known, "markets"),
        )
        for name in {**given, **failure}
        if name not in situation.markets
    ]
    volatility: dict[MarketName, float] = {}
    used = {tranche.market for tranche in situation.tranches}
    for name, market in situation.markets.items():
        of_market = given.get(name, market.volatility)
        if of_market is None and name in used:
            option = "0.6" if name is None else f"{name}=0.2"
            problems.append(
                Problem(
                    f"{market_path(name)}.volatility",
                    "",
                    "is missing: without it no prices can be simulated",
                    f"give it, such as --volatility {option}",
                )
            )
        volatility[name] = of_market or 0.0
    if problems:
        raise ScenarioErrors(problems)
    return Simulation(volatility, failure, asked.seed, asked.paths)


def followed_over(
    situation: Situation, schedules: Sequence[CommonSchedule], simulation: Simulation
) -> tuple[dict[str, Outcomes], PricePaths]:
    """Return what schedules come to on each path, and the prices.

    Args:
        situation: Household, law and assumptions.
        schedules: Followed blindly.
        simulation: What is assumed of prices.
    """
    days = {situation.plan.horizon}
    for each in schedules:
        days |= days_of(situation, each.holdings)
    equity = situation.opening_position.equity
    for award in equity.restricted_units:
        days |= {day for day, _ in rsu_vestings(award, equity)}
    paths = simulated(situation, simulation, days)
    parts: dict[str, list[Outcomes]] = {each.name: [] for each in schedules}
    places = list(_alike(paths))
    for place in places:
        some = paths.at(place)
        idle = idle_on(situation, some)
        for each in schedules:
            found = outcomes_of(situation, each.holdings, some, idle)
            parts[each.name].append(found)
    order = np.argsort(np.concatenate(places), kind="stable")
    return {name: _joined(found, order) for name, found in parts.items()}, paths


def _alike(paths: PricePaths) -> Iterator[np.ndarray]:
    """Yield places of paths on which each company fails in the same year, or never."""
    years = np.stack([paths.written_off_on(name) for name in paths.fails_on], axis=1)
    _, kind = np.unique(years, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    for number in range(int(kind.max()) + 1):
        places = np.flatnonzero(kind == number)
        for first in range(0, len(places), TOGETHER):
            yield places[first : first + TOGETHER]


def _joined(parts: Sequence[Outcomes], order: np.ndarray) -> Outcomes:
    """Return the outcomes of all paths, in their order."""
    return Outcomes(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])[
                order
            ]
            for field in fields(Outcomes)
        }
    )


def _result(
    situation: Situation,
    simulation: Simulation,
    plan: Plan,
    schedules: Sequence[CommonSchedule],
    at_own: Mapping[str, Outcomes],
    outcomes: Mapping[str, Outcomes],
    paths: PricePaths,
) -> Stress:
    """Return what is told of all paths."""
    edges = _edges(outcomes[PLAN_NAME].value)
    return Stress(
        scenario=situation.scenario.name,
        paths=simulation.paths,
        seed=simulation.seed,
        verdict=plan.verdict(),
        selling_at_exercise=SELLING_AT_EXERCISE,
        markets=tuple(
            _market(situation, simulation, name, paths)
            for name in situation.markets
            if simulation.volatility[name] or simulation.failure.get(name)
        ),
        schedules=tuple(
            _schedule(
                situation,
                each,
                float(at_own[each.name].value[0]),
                outcomes[each.name],
                outcomes[PLAN_NAME],
                edges,
            )
            for each in schedules
        ),
        edges=tuple(edges.tolist()),
        assumptions=assumptions_of(situation, simulation),
    )


def _schedule(
    situation: Situation,
    schedule: CommonSchedule,
    own: float,
    found: Outcomes,
    plan: Outcomes,
    edges: np.ndarray,
) -> StressedSchedule:
    """Return what a schedule comes to over all paths."""

    def at(amounts: np.ndarray, percentile: float) -> float:
        return in_cents(float(np.percentile(amounts, percentile)))

    value, paths = found.value, len(found.value)
    worst = np.sort(value)[: max(int(np.ceil(WORST_PART * paths)), 1)]
    spread = float(value.std(ddof=1)) if paths > 1 else 0.0
    inside = np.clip(value, edges[0], edges[-1])
    is_plan = schedule.name == PLAN_NAME
    less = float(np.mean(plan.value < value - HALF_A_CENT))
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
    paths: PricePaths,
) -> SimulatedMarket:
    """Return what was assumed of a market, and what came of it."""
    horizon = situation.plan.horizon
    prices = paths.price(name, horizon)
    low, middle, high = np.percentile(prices, (5, 50, 95))
    volatility = simulation.volatility[name]
    return SimulatedMarket(
        market=name or "",
        volatility=volatility,
        drag=float(-np.expm1(-(volatility**2) / 2.0)),
        failure=simulation.failure.get(name, 0.0),
        failed=float(np.mean(paths.fails_on[name] != NEVER_FAILS)),
        price_at_end=round(situation.markets[name].price(horizon), 4),
        mean_at_end=round(float(prices.mean()), 4),
        price_at_end_5=round(float(low), 4),
        price_at_end_median=round(float(middle), 4),
        price_at_end_95=round(float(high), 4),
    )
