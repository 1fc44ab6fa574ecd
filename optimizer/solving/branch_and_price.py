"""Branch and price: a search whose bounds hold for all columns, of which few are used.

Each node bounds some binaries and solves the relaxation over the columns in use; the
others are priced, and those that pay come in, until none does. So the bound of a node
holds for every column, as if all of them had been written. The law prices every
relaxation's shares: what it finds is a plan, often the best one, long before binaries
are whole.
"""

import heapq
import time
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from dataclasses import replace
from itertools import count

import numpy as np

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.optimizer.program.program import Program
from isoplan.optimizer.solving.branching import Branch, Branching, Node
from isoplan.optimizer.solving.incumbent import Incumbent, as_elected, cheaper, priced
from isoplan.optimizer.solving.master import Late, Master, Relaxed, failure
from isoplan.optimizer.solving.relax_then_search import how_near, range_bound
from isoplan.optimizer.solving.solution import (
    Limits,
    Solution,
    contradicts,
    out_of_time,
    rounded,
)
from isoplan.optimizer.solving.switched import SwitchedAmounts

WHOLE = 1e-6
"""By which a binary may miss zero or one."""
MISSTATED = 0.01
"""Dollars by which an amount must be misstated for its binary to be branched on."""
PROBED_AFTER = (150, 1_500)
"""Nodes after which every binary is probed: sooner, few searches are that long."""
MANY_BINARIES = 150
"""Binaries up to which they are probed so soon; of twice as many, twice as late."""
SLACK, MOST_SLACK = 0.1, 1.0
"""Part of the gap asked for by which a node's bound may lie below its relaxation, and
dollars that it is at most: whoever takes any plan needs columns that make one."""
MOST_KEPT = 2_000
"""Columns that stay in use after the first relaxation: the cheapest of them."""
NEIGHBORS = 30
"""Nodes after which the search for a better plan in one neighborhood ends."""
WORTHWHILE = 1.0
"""Dollars that a plan must gain for what it gained by to be done again."""
TELL_S = 0.5
"""Seconds between words of how near the search is."""


def with_pricing(
    program: Program,
    limits: Limits,
    start: np.ndarray | None,
    tell: Callable[[str], None] | None = None,
    early: Callable[[Solution], None] | None = None,
) -> Solution:
    """Solve a program; errors as in :mod:`isoplan.optimizer.solving.solver`.

    Args:
        program: What to minimize, in fractions of shares.
        limits: When to stop.
        start: Shares of each column of a plan that is known already, or None.
        tell: Told how near the best plan known is while the search goes on.
        early: Given the best plan known when the search first has something to tell.
    """
    return _Search(program, limits.started(), start, tell, early).done()


class _Search:
    """The nodes that are open, and the best plan so far."""

    def __init__(
        self,
        program: Program,
        limits: Limits,
        start: np.ndarray | None,
        tell: Callable[[str], None] | None,
        early: Callable[[Solution], None] | None = None,
    ) -> None:
        self.begun = time.monotonic()
        self.program, self.limits = program, limits
        self.tell, self.early = tell, early
        self.ends_at = self.begun + limits.left_s
        self.master = Master(program)
        self.best: Incumbent | None = None
        self.branching = Branching(self.master)
        self.open: list[Node] = []
        self.numbers = count()
        self.nodes = 0
        self.root = float("nan")
        self.current, self.closed = -np.inf, np.inf
        self.stopped = False
        place = {name: n for n, name in enumerate(self.master.law.names)}
        self.low = np.zeros(len(self.master.law.binaries))
        self.high = np.ones(len(self.master.law.binaries))
        self.switched = SwitchedAmounts.of(program, place)
        self.toggles = [
            None if each is None else place[each.name] for each in program.elections
        ]
        times = max(len(self.low) / MANY_BINARIES, 1.0)
        self.probed_after = {int(nodes * times) for nodes in PROBED_AFTER}
        self.told = self.begun
        if start is not None:
            self.master.add(np.flatnonzero(start))
            self.take(priced(program.traced, start))

    @property
    def cutoff(self) -> float:
        """Return the cost from which a node is of no interest (dollars)."""
        if self.best is None:
            return np.inf
        return self.best.cost - self.limits.gap_dollars

    def done(self) -> Solution:
        """Search until the gap is reached, or time or nodes are over."""
        self.current = range_bound(self.program)
        first = Node(self.current, 0, self.low.copy(), self.high.copy())
        try:
            node = self.step(first)
            if node is not None:
                self.improve()
            while node is not None:
                node = self.step(node)
        except Late:
            self.stopped = True
            self.closed = min(self.closed, self.bound)
        return self.solution()

    def step(self, node: Node) -> Node | None:
        """Work on a node, tell how near the search is, and return the next one."""
        follows = self.after(node)
        self.current = np.inf if follows is None else follows.bound
        self.say()
        return follows

    def improve(self) -> None:
        """Look for a better plan around the best one, neighborhood by neighborhood.

        In a tree of outcomes a plan is good on some ways and poor on others. With all
        binaries as the law has them a relaxation is a plan; with a few of them free it
        is a small search.
        """
        if not self.program.neighborhoods:
            return
        self.polish()
        for free in self.program.neighborhoods:
            self.around(free, NEIGHBORS)
            self.say()
        self.polish()

    def polish(self) -> None:
        """Go to the best plan with the binaries of the best one, while that pays."""
        before = np.inf
        while self.best is not None and self.best.cost < before - WORTHWHILE:
            before = self.best.cost
            self.around(np.zeros(len(self.low), dtype=bool), 1)

    def around(self, free: np.ndarray, most_nodes: int) -> None:
        """Search a part of all plans; it says nothing of the others.

        Args:
            free: Binaries that may differ from those of the best plan.
            most_nodes: After which the search ends.
        """
        if self.best is None:
            return
        calls_for = self.program.switched_on(self.best.shares, self.best.on)
        fixed = np.array(calls_for, dtype=float)
        part = copy(self)
        part.open, part.numbers, part.nodes = [], count(), 0
        part.low = np.where(free, 0.0, fixed)
        part.high = np.where(free, 1.0, fixed)
        gap = min(self.limits.gap_dollars, WORTHWHILE)
        part.limits = replace(self.limits, most_nodes=most_nodes, gap_dollars=gap)
        node: Node | None = Node(-np.inf, 0, part.low.copy(), part.high.copy())
        with suppress(Late):
            while node is not None:
                node = part.after(node)
        self.best = part.best

    @property
    def bound(self) -> float:
        """Return what no plan goes below that is not dealt with (dollars)."""
        first = (each.bound for each in self.open[:1])
        return min(self.closed, self.current, *first)

    def after(self, node: Node) -> Node | None:
        """Work on a node, and return the one to work on next."""
        children = self.worked(node)
        if children:
            nearer, other = children
            heapq.heappush(self.open, other)
            return nearer
        if not self.open or self.open[0].bound >= self.cutoff:
            self.closed = min([self.closed, *(each.bound for each in self.open[:1])])
            return None
        return heapq.heappop(self.open)

    def worked(self, node: Node) -> tuple[Node, ...]:
        """Bound a node; where that is not enough return its two children.

        Raises:
            Late: If time is over, or there were as many nodes as there may be.
        """
        if self.nodes == self.limits.most_nodes:
            raise Late
        if self.nodes in self.probed_after:
            self.probe()
        np.maximum(node.low, self.low, out=node.low)
        np.minimum(node.high, self.high, out=node.high)
        if (node.low > node.high).any():
            return ()  # dealt with, when its binaries were probed
        bound, found = self.relaxed(node.low, node.high)
        self.nodes += 1
        if self.nodes == 1:
            self.root = bound
            if found is not None:
                self.master.thin_out(MOST_KEPT)
        if node.branch is not None:
            self.branching.learn(node.branch, node.side, bound - node.bound)
        node.bound = max(node.bound, bound)
        if found is None:
            self.closed = min(self.closed, node.bound)
            return ()
        on = self.elections(found)
        values = self.program.traced.graph.values(found.shares, on)
        self.take(self.by_law(found, on, values))
        if node.bound >= self.cutoff:
            self.closed = min(self.closed, node.bound)
            return ()
        stated = found.amounts[self.master.law.binaries]
        away = np.abs(stated - np.rint(stated))
        if away.max(initial=0.0) <= WHOLE:
            self.take(self.as_solved(found))
            self.closed = min(self.closed, node.bound)
            return ()
        low, high = self.fixed_by_cost(node, found)
        wrong = self.misstated(found, values)
        places = self.undecided(wrong, away > WHOLE)
        branch = self.branching.choice(found, places, wrong[places])
        return self.children(node, low, high, branch)

    def relaxed(
        self, low: np.ndarray, high: np.ndarray
    ) -> tuple[float, Relaxed | None]:
        """Return bound and relaxation of the plans whose binaries lie within bounds."""
        self.master.set_binaries(low, high)
        slack = min(SLACK * self.limits.gap_dollars, MOST_SLACK)
        return self.master.relax(self.ends_at, self.cutoff, slack)

    def probe(self) -> None:
        """Fix each binary that with its other value leaves no better plan at all.

        With a good plan at hand that is a third of them or more, and all nodes to come
        gain from it.
        """
        for place in np.flatnonzero(self.low < self.high).tolist():
            for side in (0.0, 1.0):
                low, high = self.low.copy(), self.high.copy()
                low[place] = high[place] = side
                bound, _ = self.relaxed(low, high)
                if bound >= self.cutoff:
                    self.closed = min(self.closed, bound)
                    self.low[place] = self.high[place] = 1.0 - side
                    break

    def undecided(self, wrong: np.ndarray, is_part: np.ndarray) -> np.ndarray:
        """Return the binaries to choose from: fractions that misstate an amount.

        Others are fractions as well, but the law's amounts stand where they should:
        branching on them would change nothing.

        Args:
            wrong: Dollars by which each binary's amount is misstated.
            is_part: Whether each binary is a fraction.
        """
        places = np.flatnonzero(is_part & (wrong > MISSTATED))
        return places if len(places) else np.flatnonzero(is_part)

    def misstated(self, found: Relaxed, values: np.ndarray) -> np.ndarray:
        """Return by how much the program misstates each binary's amount (dollars).

        In a tree of outcomes they count as much as their outcomes are probable.

        No end of it for elections and actions, of which the law says nothing.

        Args:
            found: With its amounts as the program states them.
            values: Of all atoms, as the law has them for the same shares (dollars).
        """
        wrong = np.full(len(self.low), np.inf)
        true = values[self.switched.atoms]
        first = self.switched.first
        stated = self.switched.stated(found.amounts)
        wrong[first : first + len(true)] = np.abs(true - stated)
        return wrong if self.program.weights is None else wrong * self.program.weights

    def children(
        self, node: Node, low: np.ndarray, high: np.ndarray, branch: Branch
    ) -> tuple[Node, ...]:
        """Return the two children of a node, the cheaper one first."""
        made = []
        for side in (0, 1):
            ends = low.copy(), high.copy()
            ends[0][branch.place] = ends[1][branch.place] = float(side)
            number = -next(self.numbers)
            made.append(Node(node.bound, number, *ends, branch, side))
        return tuple(made if branch.gains[0] <= branch.gains[1] else made[::-1])

    def fixed_by_cost(
        self, node: Node, found: Relaxed
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return a node's bounds with binaries fixed that cost too much otherwise.

        What is left out so is dealt with: no plan of it costs less than the bound and
        the slope together.
        """
        low, high = node.low.copy(), node.high.copy()
        places = self.master.law.binaries
        room = self.cutoff - found.bound
        slopes, values = found.slopes[places], found.amounts[places]
        is_free = low < high
        off = is_free & (slopes > room) & (values <= WHOLE)
        on = is_free & (-slopes > room) & (values >= 1.0 - WHOLE)
        high[off], low[on] = 0.0, 1.0
        least = np.abs(slopes[off | on]).min(initial=np.inf)
        self.closed = min(self.closed, found.bound + least)
        return low, high

    def by_law(
        self, found: Relaxed, on: tuple[bool, ...], values: np.ndarray
    ) -> Incumbent | None:
        """Return a relaxation's shares as a plan; None if it breaks a limit.

        Better elections are looked for where that may make it the best so far.
        """
        traced = self.program.traced
        plan = as_elected(traced, found.shares, on, values)
        if not on:
            return plan
        if plan is not None and cheaper(self.best, plan) is self.best:
            return plan
        return priced(traced, found.shares, on)

    def as_solved(self, found: Relaxed) -> Incumbent:
        """Return a relaxation whose binaries are whole as the plan that it is."""
        return Incumbent(found.shares, found.cost, self.elections(found))

    def elections(self, found: Relaxed) -> tuple[bool, ...]:
        """Return which elections a relaxation makes, a fraction as the nearer one."""
        return rounded(found.amounts, self.toggles)

    def take(self, plan: Incumbent | None) -> None:
        """Remember a plan if it is the best so far."""
        self.best = cheaper(self.best, plan)

    def say(self) -> None:
        """Tell now and then how near the search is."""
        now = time.monotonic()
        if self.best is None or now - self.told < TELL_S:
            return
        self.told = now
        if self.tell:
            self.tell(how_near(self.best.cost - self.bound))
        if self.early and not self.limits.close(self.best.cost, self.bound):
            early, self.early = self.early, None
            early(self.so_far(self.best, self.bound))

    def solution(self) -> Solution:
        """Return the best plan with its bound, or raise if there is none."""
        found = self.best
        if found is None and self.stopped:
            raise out_of_time(self.limits)
        if found is None:
            raise InfeasiblePlan("no schedule keeps all limits of the scenario")
        if contradicts(found.cost, self.closed):
            raise failure("proves a bound that its own plan beats")
        return self.so_far(found, self.closed)

    def so_far(self, found: Incumbent, bound: float) -> Solution:
        """Return a plan with a bound of all plans (dollars)."""
        return Solution(
            shares=found.shares,
            on=found.on,
            cost=found.cost,
            bound=min(bound, found.cost),
            root_bound=self.root,
            proven=self.limits.close(found.cost, bound),
            nodes=self.nodes,
            seconds=time.monotonic() - self.begun,
            solver=self.master.solver,
        )
