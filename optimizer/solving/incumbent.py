"""Plans that are known before the solver has found one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from isoplan.models.situation import Situation
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.places_like import places_like
from isoplan.optimizer.pricing.common_schedules import simple_schedules
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.program.traced_problem import TracedProblem


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A plan and its cost.

    Attributes:
        shares: Of each column; length n columns.
        cost: Dollars.
        on: Whether each toggle of the graph is on.
    """

    shares: np.ndarray
    cost: float
    on: tuple[bool, ...] = ()


def priced(
    traced: TracedProblem, shares: np.ndarray, on: tuple[bool, ...] | None = None
) -> Incumbent | None:
    """Return a plan with its elections and its cost; None if it breaks a limit.

    Args:
        traced: Prices it.
        shares: Of each column; length n columns.
        on: Elections to begin with, if there are any.
    """
    for made in dict.fromkeys((traced.cheapest_elections(shares, on), on)):
        if made is not None and (found := as_elected(traced, shares, made)):
            return found
    return None


def as_elected(
    traced: TracedProblem,
    shares: np.ndarray,
    on: tuple[bool, ...],
    values: np.ndarray | None = None,
) -> Incumbent | None:
    """Return a plan with these elections and its cost; None if it breaks a limit.

    Args:
        traced: Prices it.
        shares: Of each column; length n columns.
        on: Whether each toggle of the graph is on.
        values: Of all atoms (dollars), if they are known.
    """
    if values is None:
        values = traced.graph.values(shares, on)
    if not traced.keeps_limits(shares, on, values):
        return None
    return Incumbent(shares, float(traced.cost.value(values)), on)


def best_incumbent(
    program: Program, candidates: Sequence[Incumbent | np.ndarray | None]
) -> Incumbent | None:
    """Return the cheapest candidate that keeps all limits, at its true cost; or None.

    Args:
        program: Has the columns and the law.
        candidates: Plans, or shares of each column; None is passed over.
    """
    found = [
        priced(program.traced, each.shares, each.on)
        if isinstance(each, Incumbent)
        else priced(program.traced, each)
        for each in candidates
        if each is not None
    ]
    feasible = [each for each in found if each is not None]
    return min(feasible, key=lambda each: each.cost, default=None)


def cheaper(one: Incumbent | None, other: Incumbent | None) -> Incumbent | None:
    """Return the cheaper of two plans, if there are any."""
    both = [each for each in (one, other) if each is not None]
    return min(both, key=lambda each: each.cost, default=None)


def start_of(
    situation: Situation, traced: TracedProblem, also: Iterable[Holdings] = ()
) -> np.ndarray | None:
    """Return the best schedule that is known already, as shares of each column.

    None if none of them keeps all limits, or has its columns among the plan's.

    Args:
        situation: What is planned; the simple schedules people follow come from it.
        traced: Prices them.
        also: Plans that were found before, with other limits.
    """
    known = (
        _on_columns(traced.columns, holdings)
        for holdings in (*also, *simple_schedules(situation))
    )
    found = [priced(traced, each) for each in known if each is not None]
    feasible = [each for each in found if each is not None]
    best = min(feasible, key=lambda each: each.cost, default=None)
    return None if best is None else best.shares


def _on_columns(columns: Columns, holdings: Holdings) -> np.ndarray | None:
    """Return holdings as shares of the columns that stand for them.

    A column that another dominates is not there; the first one left of the same day of
    exercise, tax year and kind of disposition takes its place.
    """
    shares = np.zeros(len(columns))
    places = places_like(columns, list(holdings))
    for place, count in zip(places, holdings.values(), strict=True):
        if place is None:
            return None
        shares[place] += count
    return shares
