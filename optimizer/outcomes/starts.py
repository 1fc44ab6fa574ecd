"""Plans for a tree that are known before the solver has found one: what people do."""

import numpy as np

from isoplan.optimizer.outcomes.habits import followed_on
from isoplan.optimizer.outcomes.traced_tree import TracedTree
from isoplan.optimizer.outcomes.way_columns import WayColumns
from isoplan.optimizer.outcomes.whole_tree import fill
from isoplan.optimizer.pricing.common_schedules import RULES
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.solving.incumbent import priced


def start_on(tree: TracedTree) -> np.ndarray | None:
    """Return the best of the simple schedules people follow, as shares of each column.

    None if none of them keeps all limits, or has its columns among the tree's.
    """
    found = []
    for rule in RULES:
        if rule.needs_tax:
            continue
        shares = np.zeros(len(tree.columns))
        followed = followed_on(tree.tree, rule)
        for way, holdings in zip(tree.columns.ways, followed, strict=True):
            mine = _on(way, holdings)
            if mine is None:
                break
            fill(shares, way, mine)
        else:
            found.append(priced(tree.traced, shares))
    feasible = [each for each in found if each is not None]
    best = min(feasible, key=lambda each: each.cost, default=None)
    return None if best is None else best.shares


def _on(way: WayColumns, holdings: Holdings) -> np.ndarray | None:
    """Return holdings as shares of an outcome's columns that stand for them."""
    shares = np.zeros(len(way.columns))
    for choice, count in holdings.items():
        place = way.columns.place_like(choice)
        if place is None:
            return None
        shares[place] += count
    return shares
