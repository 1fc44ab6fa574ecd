"""One path lived as people live: planned anew each January, at that day's prices."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan, IsoPlanError
from isoplan.models.equity.tranches import rsu_vestings
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits, SolverName
from isoplan.optimizer.stress.outcomes import Outcomes, idle_on, outcomes_of
from isoplan.optimizer.stress.price_paths import Simulation, one_path
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
        known: From which day which scenario is believed, where the future parts.
    """

    scenario: Scenario
    first: Holdings
    simulation: Simulation
    solver: SolverName
    limits: Limits
    known: tuple[tuple[date, Scenario], ...] = ()

    def believed_on(self, day: date) -> Scenario:
        """Return the scenario that is believed on a day: its one path."""
        seen = [scenario for begins, scenario in self.known if begins <= day]
        return seen[-1] if seen else self.scenario


@dataclass(frozen=True, slots=True)
class LivedPath:
    """What one path came to.

    Attributes:
        path: Its number.
        amounts: Fields of :class:`Outcomes` by name; None where it failed.
        years_without: Years in which no schedule kept all limits, so that the plan of
            before went on.
        years_helped: Years in which none did unless what was due from the year before
            was paid in January, from elsewhere as far as cash did not reach.
        why: What went wrong; empty where nothing did.
    """

    path: int
    amounts: dict[str, float] | None
    years_without: int = 0
    years_helped: int = 0
    why: str = ""


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
    household = YearsOnPath.at_start(own, prices)
    planned, plan, without, helped = own, base.first, 0, 0
    markets = {tranche.market for tranche in own.tranches}
    household.do(planned, plan, start, date(start.year + 1, 1, 1))
    for year in range(start.year + 1, own.plan.last_year + 1):
        day = date(year, 1, 1)
        if all(household.is_gone(name, day) for name in markets):
            break
        made = _planned(base, household, day)
        if made is None:
            without += 1
        else:
            planned, plan, was_helped = made
            helped += was_helped
        household.do(planned, plan, day, date(year + 1, 1, 1))
    found = outcomes_of(own, household.done, prices, idle_on(own, prices), as_done=True)
    return LivedPath(path, _amounts(found), without, helped)


def _planned(
    base: Base, household: YearsOnPath, day: date
) -> tuple[Situation, Holdings, bool] | None:
    """Return the plan of a January 1, what it is made for, and whether with help.

    None where no schedule keeps all limits, with help or without.
    """
    for helped in (False, True):
        seen = base.believed_on(day)
        anew = situation_of(household.file_on(day, seen, helped=helped))
        limits = replace(base.limits, ends_at=None)
        try:
            return anew, solve_plan(anew, limits, base.solver)[1].holdings, helped
        except InfeasiblePlan:
            if anew.household.cash is None:
                break
    return None


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
