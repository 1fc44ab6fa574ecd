"""One path lived as people live: planned anew each January, at that day's prices."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, IsoPlanError, ScenarioErrors
from isoplan.models.base.problems import Problem
from isoplan.models.equity.tranches import rsu_vestings
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.stress.outcomes import Outcomes, idle_on, outcomes_of
from isoplan.optimizer.stress.path_scenario import scenario_on_path
from isoplan.optimizer.stress.price_paths import (
    NEVER_FAILS,
    PricePaths,
    Simulation,
    one_path,
)
from isoplan.optimizer.stress.year_on_path import YearsOnPath


@dataclass(frozen=True, slots=True)
class Base:
    """What all paths share; it can be sent to another process.

    Attributes:
        scenario: In today's shares.
        first: The plan of the start, the same on every path.
        simulation: What is assumed of prices.
        solver: Which solver is asked first.
        limits: Of each plan.
    """

    scenario: Scenario
    first: Holdings
    simulation: Simulation
    solver: SolverName
    limits: Limits


@dataclass(frozen=True, slots=True)
class LivedPath:
    """What one path came to.

    Attributes:
        path: Its number.
        amounts: Fields of :class:`Outcomes` by name; None where it failed.
        years_without: Years in which no schedule kept all limits, so that the plan of
            before went on.
        why: What went wrong; empty where nothing did.
    """

    path: int
    amounts: dict[str, float] | None
    years_without: int = 0
    why: str = ""


def check_replanning(situation: Situation) -> None:
    """Refuse what cannot be carried from year to year.

    Raises:
        ScenarioErrors: With everything of it.
    """
    refused: list[tuple[str, str]] = []
    if any(tranche.market is not None for tranche in situation.tranches):
        refused.append(("markets", "holds shares of another market"))
    if situation.market.ends is not None:
        refused.append(("market", "says how the company ends"))
    if situation.household.loan is not None:
        refused.append(("household.loan", "lets the household borrow"))
    if any(grant.early_from is not None for grant in situation.grants):
        refused.append(("grants", "has options that may be exercised before they vest"))
    if any(tranche.vests_on is not None for tranche in situation.tranches):
        refused.append(("lots", "has shares that have not vested"))
    if refused:
        raise ScenarioErrors(
            Problem(
                path,
                "",
                f"{why}, which is not carried from year to year yet",
                "leave out --replan, or take it out of the file",
            )
            for path, why in dict.fromkeys(refused)
        )


def lived(base: Base, path: int, seconds: float) -> LivedPath:
    """Return what a path comes to; whatever goes wrong on it is told, not raised.

    Args:
        base: What all paths share.
        path: Its number.
        seconds: That it may take: of no use, each plan has limits of its own.
    """
    del seconds
    try:
        return _lived(base, path)
    except IsoPlanError as error:
        return LivedPath(path, None, why=str(error))
    except Exception as error:  # one path must never stop the others
        return LivedPath(path, None, why=f"{type(error).__name__}: {error}")


def _lived(base: Base, path: int) -> LivedPath:
    own = situation_of(base.scenario)
    start, horizon = own.plan.start, own.plan.horizon
    days = {start + timedelta(n) for n in range((horizon - start).days + 1)}
    equity = own.opening_position.equity
    for award in equity.restricted_units:
        days |= {day for day, _ in rsu_vestings(award, equity)}
    prices = one_path(own, base.simulation, path, days)
    household = YearsOnPath.at_start(own, _living(own, prices, days), prices)
    planned, plan, without = own, base.first, 0
    household.do(planned, plan, start, date(start.year + 1, 1, 1))
    for year in range(start.year + 1, own.plan.last_year + 1):
        day = date(year, 1, 1)
        if day.toordinal() > prices.fails_on[None][0]:
            break
        anew = situation_of(household.file_on(day))
        limits = replace(base.limits, ends_at=None)
        try:
            plan = solve_plan(anew, limits, base.solver)[1].holdings
            planned = anew
        except InfeasiblePlan:
            without += 1
        household.do(planned, plan, day, date(year + 1, 1, 1))
    found = outcomes_of(own, household.done, prices, idle_on(own, prices), as_done=True)
    return LivedPath(path, _amounts(found), without)


def _living(own: Situation, prices: PricePaths, days: set[date]) -> Situation:
    """Return the scenario at the prices of a path as if its company never failed."""
    never = {name: np.array([NEVER_FAILS]) for name in prices.fails_on}
    alive = replace(prices, fails_on=never)
    return situation_of(scenario_on_path(own, alive, 0, days))


def _amounts(found: Outcomes) -> dict[str, float]:
    """Return the amounts of a single path by name."""
    return {each.name: float(getattr(found, each.name)[0]) for each in fields(Outcomes)}


def as_outcomes(paths: list[LivedPath]) -> Outcomes:
    """Return paths that did not fail as arrays."""
    kinds: dict[str, Any] = {"below_floor": bool, "worst_year": int}
    return Outcomes(
        **{
            each.name: np.array(
                [path.amounts[each.name] for path in paths if path.amounts is not None],
                dtype=kinds.get(each.name, float),
            )
            for each in fields(Outcomes)
        }
    )
