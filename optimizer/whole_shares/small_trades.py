"""Trades so small that nobody would make them, left out where that costs little.

A proven plan may hold three options exercised on a day of their own, because that is
worth two dollars. Such trades are merged into others of the same tranche, or dropped.
What that costs counts like all else: in the plan's value and in its gap. Where a
household says what its smallest trade is, that rules, and nothing is left out here.
"""

from dataclasses import dataclass

import numpy as np

from isoplan.optimizer.columns.choices import NEVER, ChoiceFlag, by_market
from isoplan.optimizer.program.traced_problem import TracedProblem
from isoplan.optimizer.whole_shares.candidate_pricing import CandidatePricer
from isoplan.optimizer.whole_shares.rounding import costs_of_feasible

FEW_SHARES = 100
"""A trade of as many shares, a round lot, is never small."""
SMALL_WORTH = 1_000.0
"""Dollars, at the price of the day, from which on a trade is not small."""
SMALL_PART = 0.01
"""Part of its tranche's shares from which on a trade is not small: a household with few
shares trades few."""
MOST_COST = 5.0
"""Dollars that leaving out all small trades together may cost."""
MOST_COST_PART = 1e-4
"""Part of the plan's value that it may cost, if that is less."""


def without_small_trades(
    traced: TracedProblem, shares: np.ndarray, on: tuple[bool, ...]
) -> np.ndarray:
    """Return the plan with as few small trades as next to nothing buys.

    Each step merges one small trade, whole, into a column in use of the same tranche,
    or leaves its options unexercised: the cheapest such step that keeps all limits.

    Args:
        traced: Prices the plan.
        shares: Whole, of each column; length n columns.
        on: Whether each toggle of the graph is on.
    """
    situation = traced.columns.situation
    if situation.preferences.sizes_trades or not shares.any():
        return shares
    pricer = CandidatePricer(traced, np.flatnonzero(shares), on)
    trades = _trades(pricer)
    best = shares[pricer.places]
    cost = float(pricer.costs(best[:, None])[0])
    most = cost + min(MOST_COST, MOST_COST_PART * abs(cost))
    while True:
        small = trades.small(best[:, None])[:, 0]
        candidates = _merged_or_dropped(pricer, trades, best, np.flatnonzero(small))
        if not candidates.shape[1]:
            break
        costs = costs_of_feasible(pricer, candidates)
        costs[trades.small(candidates).sum(axis=0) >= small.sum()] = np.inf
        number = int(costs.argmin())
        if not costs[number] <= most:
            break
        best = candidates[:, number]
    return pricer.on_all(best)


@dataclass(frozen=True, slots=True)
class _Trades:
    """The trades that a few columns make: rows of the plan's table.

    Attributes:
        holds: Whether a trade holds a column; ``trades x few``.
        price: Dollars a share on the day of each trade.
        most: Shares from which on each is no small part of its tranche.
    """

    holds: np.ndarray
    price: np.ndarray
    most: np.ndarray

    def small(self, candidates: np.ndarray) -> np.ndarray:
        """Return which trades are made and small, ``trades x candidates``."""
        counts = self.holds @ candidates
        few = counts < np.minimum(self.most, FEW_SHARES)[:, None]
        cheap = counts * self.price[:, None] < SMALL_WORTH
        small: np.ndarray = (counts > 0) & few & cheap
        return small


def _trades(pricer: CandidatePricer) -> _Trades:
    """Return the exercises of the few columns, then their sales and gifts."""
    columns = pricer.traced.columns
    choices = columns.choices.at(pricer.places)
    tranches, markets = columns.situation.tranches, columns.situation.markets
    held = np.array([each.held for each in tranches])[choices.tranche]
    elected = choices.having(ChoiceFlag.ELECTED_83B)
    keys = np.stack([choices.tranche, choices.exercised, elected])
    lots = np.unique(keys[:, ~held], axis=1)
    exercises = [(keys == lot[:, None]).all(axis=0) & ~held for lot in lots.T]
    sold = np.flatnonzero(choices.sold != NEVER)
    sales = list(np.eye(len(held), dtype=bool)[sold])
    holds = np.array([*exercises, *sales], dtype=float).reshape(-1, len(held))
    first = holds.argmax(axis=1)
    day = np.where(
        np.arange(len(first)) < len(exercises),
        choices.exercised[first],
        choices.sold[first],
    )
    shares = np.array([float(each.shares) for each in tranches])
    return _Trades(
        holds=holds,
        price=by_market(
            columns.situation,
            columns.market[pricer.places][first],
            day,
            lambda name, on: markets[name].price(on),
        ),
        most=SMALL_PART * shares[choices.tranche[first]],
    )


def _merged_or_dropped(
    pricer: CandidatePricer, trades: _Trades, shares: np.ndarray, small: np.ndarray
) -> np.ndarray:
    """Return the plan after each step that makes one small trade less."""
    found: list[np.ndarray] = []
    for trade in small.tolist():
        mine = trades.holds[trade] > 0
        owner = pricer.owner[mine][0]
        without = np.where(mine, 0.0, shares)
        for target in np.flatnonzero((without > 0) & (pricer.owner == owner)).tolist():
            merged = without.copy()
            merged[target] += shares[mine].sum()
            found.append(merged)
        if pricer.may_lapse[mine].all():
            found.append(without)
    return np.array(found).reshape(len(found), len(shares)).T
