"""Scenario in, stress out: the plan and the habits followed over simulated prices."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from isoplan.models.base.errors import ScenarioErrors
from isoplan.models.base.problems import Problem, named_remedy, shown
from isoplan.models.equity.tranches import rsu_vestings
from isoplan.models.inputs.market import MarketName, market_path
from isoplan.models.outcomes.stress import (
    Stress,
)
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.pricing.common_schedules import (
    CommonSchedule,
    common_schedules,
)
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.recommend import PLAN_NAME, solve_plan
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.stress.following import days_of
from isoplan.optimizer.stress.outcomes import Outcomes, idle_on, outcomes_of
from isoplan.optimizer.stress.price_paths import (
    PricePaths,
    Simulation,
    simulated,
)
from isoplan.optimizer.stress.told import A_FIFTH, schedule_told, told_of

REPLANNED = "planned anew each January"
MOST_PATHS, MOST_VOLATILITY, MOST_CHANCE = 1_000_000, 3.0, 0.99
"""What may be asked for at most: paths, a volatility, a chance of failure a year."""
PATHS = 10_000
"""How many are simulated where nobody says."""
TOGETHER = 1_000
"""Paths worked out at once: more need more memory, fewer more time."""


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
class Start:
    """What paths that are planned anew each January begin with.

    Attributes:
        name: Of the schedule that they are of.
        begins_as: Name of the schedule that they begin as.
        scenario: Of the outcome that they are in, to its end.
        first: The schedule, in the numbers of its tranches.
        known: From which day which one path is believed; that of the scenario from the
            start if there is nothing.
        paths: Their numbers.
    """

    name: str
    begins_as: str
    scenario: Scenario
    first: Holdings
    known: tuple[tuple[date, Scenario], ...]
    paths: Sequence[int]


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
        starts: What may be planned anew each January.
    """

    stress: Stress
    situation: Situation
    simulation: Simulation
    first: Holdings
    outcomes: Mapping[str, Outcomes]
    places: Mapping[str, Sequence[int]]
    starts: tuple[Start, ...]


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
    own_values = {name: float(found.value[0]) for name, found in at_own.items()}
    horizon = situation.plan.horizon
    markets = (
        {name: paths.price(name, horizon) for name in situation.markets},
        {name: paths.failed(name) for name in situation.markets},
    )
    everywhere = range(asked.paths)
    alone = situation.scenario.model_copy(update={"schedules": ()})
    start = Start(REPLANNED, PLAN_NAME, alone, best.holdings, (), everywhere)
    return Stressed(
        told_of(
            situation,
            simulation,
            plan.verdict(),
            schedules,
            own_values,
            outcomes,
            markets,
        ),
        situation,
        simulation,
        best.holdings,
        outcomes,
        dict.fromkeys(outcomes, everywhere),
        (start,),
    )


def with_schedule(
    stressed: Stressed,
    begins_as: str,
    schedule: CommonSchedule,
    found: Outcomes,
    places: Sequence[int],
) -> Stressed:
    """Return a stress with a further schedule, last, that begins as another one does.

    Args:
        stressed: To which it is added.
        begins_as: Name of the other.
        schedule: Its name, and what to know of it.
        found: What it comes to.
        places: Numbers of the paths that this is of.
    """
    told = stressed.stress
    own, at = told.schedule(begins_as).on_own_path, list(places)
    beside = {
        name: Outcomes(
            **{each.name: getattr(of, each.name)[at] for each in fields(Outcomes)}
        )
        for name, of in stressed.outcomes.items()
        if name in {PLAN_NAME, A_FIFTH}
    }
    edges = np.array(told.edges)
    added = schedule_told(stressed.situation, schedule, own, found, beside, edges)
    return replace(
        stressed,
        stress=told.model_copy(update={"schedules": (*told.schedules, added)}),
        outcomes={**stressed.outcomes, schedule.name: found},
        places={**stressed.places, schedule.name: places},
    )


def simulation_of(
    situation: Situation, asked: Asked, scenario: Scenario | None = None
) -> Simulation:
    """Return what is assumed of prices: as asked, or else as the file says.

    Args:
        situation: Of the one path.
        asked: What is asked.
        scenario: The file whose future parts, if it does: the volatility of its
            uncertainty serves for the main market, and branches are a spread of their
            own, so that none is needed beside them.

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
        if of_market is None and scenario is not None:
            of_market = _of_file(scenario, name)
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


def _of_file(scenario: Scenario, name: MarketName) -> float | None:
    """Return a market's volatility in a file whose future parts, if it has one."""
    if scenario.uncertainty is None:
        return 0.0
    return scenario.uncertainty.volatility if name is None else None


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
    places = list(alike(paths))
    for place in places:
        some = paths.at(place)
        idle = idle_on(situation, some)
        for each in schedules:
            found = outcomes_of(situation, each.holdings, some, idle)
            parts[each.name].append(found)
    order = np.argsort(np.concatenate(places), kind="stable")
    return {name: joined(found, order) for name, found in parts.items()}, paths


def alike(paths: PricePaths) -> Iterator[np.ndarray]:
    """Yield places of paths on which each company fails in the same year, or never."""
    years = np.stack([paths.written_off_on(name) for name in paths.fails_on], axis=1)
    _, kind = np.unique(years, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    for number in range(int(kind.max()) + 1):
        places = np.flatnonzero(kind == number)
        for first in range(0, len(places), TOGETHER):
            yield places[first : first + TOGETHER]


def joined(parts: Sequence[Outcomes], order: np.ndarray) -> Outcomes:
    """Return the outcomes of all paths, in their order."""
    return Outcomes(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])[
                order
            ]
            for field in fields(Outcomes)
        }
    )
