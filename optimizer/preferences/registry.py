"""All preferences, listed once, and what is asked of those that a file expresses."""

from collections.abc import Iterator, Sequence

import numpy as np

from isoplan.models.inputs.preferences import Preferences
from isoplan.models.inputs.user_schedule import Action
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.preferences.actions_per_year import ActionsPerYear
from isoplan.optimizer.preferences.base import LaterFile, Preference, TracedPlan
from isoplan.optimizer.preferences.cvar import Cvar
from isoplan.optimizer.preferences.exercise_all_by import ExerciseAllBy
from isoplan.optimizer.preferences.hold_to_horizon import HoldToHorizon
from isoplan.optimizer.preferences.most_amt import MostAmt
from isoplan.optimizer.preferences.most_in_stock import MostInStock
from isoplan.optimizer.preferences.must_go import stuck_tranches
from isoplan.optimizer.preferences.no_amt import NoAmt
from isoplan.optimizer.preferences.no_disqualifying_sales import NoDisqualifyingSales
from isoplan.optimizer.preferences.outcome_floor import OutcomeFloor
from isoplan.optimizer.preferences.pinned import Pinned
from isoplan.optimizer.preferences.smallest_trade import SmallestTrade
from isoplan.optimizer.preferences.whole_lots import WholeLots
from isoplan.optimizer.preferences.worst_outcome import WorstOutcome
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.tracing.expression import Expression

PREFERENCES: tuple[type[Preference], ...] = (
    ActionsPerYear,
    SmallestTrade,
    WholeLots,
    MostInStock,
    NoAmt,
    MostAmt,
    NoDisqualifyingSales,
    Pinned,
    ExerciseAllBy,
    HoldToHorizon,
    WorstOutcome,
    Cvar,
)
"""In the order of the fields of ``[preferences]``."""


def expressed(preferences: Preferences) -> tuple[Preference, ...]:
    """Return the preferences that a file expresses."""
    found = (kind.of(preferences) for kind in PREFERENCES)
    return tuple(each for each in found if each is not None)


def floors_of(preferences: Preferences) -> tuple[OutcomeFloor, ...]:
    """Return the floors that a file puts under what its outcomes are worth."""
    found = expressed(preferences)
    return tuple(each for each in found if isinstance(each, OutcomeFloor))


def broken_preferences(evidence: Evidence) -> Iterator[str]:
    """Yield in words where a schedule of whole shares breaks a preference."""
    for preference in expressed(evidence.situation.preferences):
        yield from preference.broken(evidence)


def permitted(columns: Columns) -> Columns:
    """Return the columns that no preference forbids.

    Shares that must go somewhere keep their columns where only forbidden ones could
    take them: a row then says that no schedule keeps the preference.
    """
    forbidden = np.zeros(len(columns), dtype=bool)
    for preference in expressed(columns.situation.preferences):
        forbidden |= preference.forbids(columns)
    if not forbidden.any():
        return columns
    stuck = list(stuck_tranches(columns, forbidden))
    return columns.at(~forbidden | np.isin(columns.choices.tranche, stuck))


def fixed(columns: Columns) -> np.ndarray:
    """Return which columns hold a number of shares that a preference fixes."""
    found = np.zeros(len(columns), dtype=bool)
    for preference in expressed(columns.situation.preferences):
        found |= preference.fixes(columns)
    return found


def preference_rows(plan: TracedPlan) -> Iterator[tuple[str, Expression]]:
    """Yield the name and the amount of what must not be negative.

    Dollars; less the shares of forbidden columns where these could not be left out.
    """
    columns, graph = plan.columns, plan.graph
    for preference in expressed(columns.situation.preferences):
        yield from preference.rows(plan)
        if (forbidden := preference.forbids(columns)).any():
            shares = plan.leaf(f"{preference.name}_forbids", forbidden.astype(float))
            yield f"{preference.name}_forbidden", graph.constant(0.0) - shares


def also_decided(preferences: Preferences, actions: Sequence[Action]) -> Preferences:
    """Return preferences with more actions that are decided already."""
    pinned = (*preferences.pinned, *actions)
    return preferences.model_copy(update={"pinned": pinned})


def left_in(preferences: Preferences, later: LaterFile) -> Preferences:
    """Return the preferences of a file that begins later: what is left of each."""
    update = {kind.name: kind.left_in(preferences, later) for kind in PREFERENCES}
    return preferences.model_copy(update=update)


def floor_of_tail(part: float, at_least: float) -> OutcomeFloor:
    """Return a floor under the mean of the worst part of the outcomes.

    Args:
        part: Of all outcomes, by probability.
        at_least: Dollars.
    """
    return Cvar(part, at_least)
