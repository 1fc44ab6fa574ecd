"""A rule that people follow where the future parts: never by what is not yet known.

Until the future parts, a household that follows the rule sees the file's one path. In a
branch that parts again it sees the first outcome of the branch, and in the last one its
own. Shares that it has wait for the rule's day of sale by what it sees then, and for
room under a limit on sales; what never finds any is kept.

What is followed so is also a plan that is known before the solver has found one.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np

from isoplan.models.branching.outcomes import without_branches
from isoplan.models.equity.tranche import Tranche
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.decision_dates import open_days
from isoplan.optimizer.columns.places_like import place_like
from isoplan.optimizer.pricing.common_schedules import RULES, Rule
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.sales_within_limits import within_limits
from isoplan.optimizer.solving.incumbent import priced
from isoplan.optimizer.trees.traced_tree import TracedTree
from isoplan.optimizer.trees.tree import OutcomeTree, Way
from isoplan.optimizer.trees.way_columns import WayColumns
from isoplan.optimizer.trees.whole_tree import fill


def followed_on(tree: OutcomeTree, rule: Rule) -> list[Holdings]:
    """Return what a rule does in each outcome."""
    first = situation_of(without_branches(tree.scenario))
    seen: dict[int, Holdings] = {}

    def of(view: Situation) -> Holdings:
        if id(view) not in seen:
            seen[id(view)] = rule.followed(view)
        return seen[id(view)]

    found: list[Holdings] = []
    for way in tree.ways:
        held: Counter[Choice] = Counter()
        for begins, ends, view in _views(tree, way, first):
            held = _gone_on(way.situation, view, held, begins, ends)
            for choice, shares in _new(way.situation, view, of(view), begins, ends):
                free = free_of(way.situation, choice, held)
                held[choice] += min(shares, free)
        done = {choice: shares for choice, shares in held.items() if shares}
        found.append(within_limits(way.situation, done, looks_ahead=False))
    return found


def _views(
    tree: OutcomeTree, way: Way, first: Situation
) -> Iterator[tuple[date, date, Situation]]:
    """Yield the pieces on an outcome's way: first day, next one's, and what is seen."""
    pieces = way.outcome.pieces
    for depth, piece in enumerate(pieces):
        ends = pieces[depth + 1].begins if depth < way.depth else date.max
        view = first
        if depth:
            view = next(
                each.situation for each in tree.ways if piece in each.outcome.pieces
            )
        yield piece.begins, ends, way.situation if ends == date.max else view


def _new(
    situation: Situation, view: Situation, done: Holdings, begins: date, ends: date
) -> Iterator[tuple[Choice, int]]:
    """Yield what the rule exercises in a piece, and what of it is held at the start."""
    number = {each.name: n for n, each in enumerate(situation.tranches)}
    for choice, shares in done.items():
        tranche = view.tranches[choice.tranche]
        from_start = tranche.held and begins == situation.plan.start
        inside = begins <= choice.exercised_on < ends
        if tranche.name in number and (inside or from_start):
            sold = choice.sold_on
            yield (
                Choice(
                    number[tranche.name],
                    choice.exercised_on,
                    sold if sold is not None and sold < ends else None,
                    choice.way,
                ),
                shares,
            )


def _gone_on(
    situation: Situation,
    view: Situation,
    held: Counter[Choice],
    begins: date,
    ends: date,
) -> Counter[Choice]:
    """Return what is held when a piece begins, sold in it where the rule's day is."""
    found: Counter[Choice] = Counter()
    names = {each.name: each for each in view.tranches}
    for choice, shares in held.items():
        tranche = situation.tranches[choice.tranche]
        if choice.sold_on is None and tranche.name in names:
            sold = _sale_day(view, names[tranche.name], choice.exercised_on, begins)
            if sold is not None and sold < ends:
                choice = Choice(choice.tranche, choice.exercised_on, sold, choice.way)
        found[choice] += shares
    return found


def _sale_day(
    view: Situation, tranche: Tranche, exercised: date, begins: date
) -> date | None:
    """Return the first open day from a piece's begin on shares held long enough."""
    enough = max(tranche.held_long_enough_from(exercised), begins)
    days = open_days(view, tranche.market, {enough})
    if days:
        return days[0]
    if view.plan.at_horizon == "keep" or view.shares_go_on(tranche.market):
        return None
    market = view.market_of(tranche)
    return market.last_market_date(begins, view.plan.horizon)


def free_of(situation: Situation, choice: Choice, held: Counter[Choice]) -> int:
    """Return the options of a choice that are there and not exercised before."""
    tranche = situation.tranches[choice.tranche]
    used = sum(n for each, n in held.items() if each.tranche == choice.tranche)
    there = tranche.shares if tranche.held else tranche.available(choice.exercised_on)
    return max(there - used, 0)


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
        place = place_like(way.columns, choice)
        if place is None:
            return None
        shares[place] += count
    return shares
