"""Random trees so tiny that every adapted schedule can be tried."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from brute_force import Keeps
from isoplan.models.scenario import Scenario
from isoplan.optimizer.trees.numbering import Key, KeyedColumns
from isoplan.optimizer.trees.tree import OutcomeTree, tree_of
from isoplan.optimizer.trees.tree_columns import keyed_columns
from outcome_force import TinyTree, tiny_tree
from scenario_builder import Fields, build_scenario, grant

LARGE = 60_000.0
"""Dollars a share; two shares then reach every kink of the law."""


def scenario(
    seed: int,
    at_horizon: str = "sell",
    lots: Sequence[Fields] = (),
    preferences: Fields | None = None,
    **home: object,
) -> Scenario:
    """Return two grants, and a future that parts in 2027, and once more in 2028."""
    pick = np.random.default_rng(seed)

    def price() -> float:
        return round(LARGE * float(np.exp(pick.normal(0.0, 0.8))), 2)

    def branch(name: str, day: str, probability: float, **fields: object) -> Fields:
        year = int(day[:4])
        prices = {day: price(), f"{year + 1}-07-01": price()}
        return {
            "name": name,
            "from": day,
            "probability": probability,
            "market": {"prices": prices},
            **fields,
        }

    part = float(pick.choice([0.2, 0.5, 0.7]))
    return build_scenario(
        f"tiny {seed}",
        plan={
            "last_year": 2028,
            "decision_dates": "yearly",
            "run_off_years": 2,
            "at_horizon": at_horizon,
        },
        household={
            "wages": float(pick.choice([30_000, 140_000, 420_000])),
            "minimum_tax_credit": float(pick.choice([0, 25_000])),
            **home,
        },
        lots=lots,
        preferences=preferences or {},
        grants=[
            grant("G", shares=2, strike=round(LARGE * 0.05, 2)),
            grant("H", shares=1, strike=round(LARGE * float(pick.choice([0.3, 0.9])))),
        ],
        market={"prices": {date(2025, 12, 31): LARGE, date(2027, 1, 4): price()}},
        branches=[
            branch("a", "2027-03-01", part),
            branch("b", "2027-03-01", round(1.0 - part, 6)),
            branch("a1", "2028-03-01", 0.4, after="a"),
            branch("a2", "2028-03-01", 0.6, after="a"),
        ],
    )


def few(tree: OutcomeTree, seed: int) -> Callable[[KeyedColumns, int], bool]:
    """Return the columns that a test wants: so few that all schedules can be tried.

    Of each grant a day of exercise before the future parts and one after, and of each
    lot a day of sale in each piece of future.
    """
    pick = np.random.default_rng(seed)
    parts = min(piece.begins for piece in tree.all_pieces[1:]).toordinal()
    keys = sorted({key for each in keyed_columns(tree) for key in each.keys})
    lots: dict[tuple[int, bool], list[int]] = {}
    for tranche, exercised, *_ in keys:
        lots.setdefault((tranche, exercised < parts), []).append(exercised)
    days = {(t, int(pick.choice(found))) for (t, _), found in lots.items()}
    sales: dict[tuple[int, ...], list[Key]] = {}
    for key in keys:
        if key[:2] in days:
            sales.setdefault((*key[:2], *key[4:]), []).append(key)
    chosen = {found[int(pick.integers(len(found)))] for found in sales.values()}
    return lambda keyed, place: keyed.keys[place] in chosen


def tiny_of(given: Scenario, seed: int, keeps: Keeps = lambda _: True) -> TinyTree:
    """Return the tree of a scenario with few columns."""
    tree = tree_of(given)
    return tiny_tree(tree, few(tree, seed), keeps)
