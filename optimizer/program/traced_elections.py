"""Which deduction each year takes, as a decision of the program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from isoplan.models.amounts.amounts import Election
from isoplan.models.situation import Situation
from isoplan.models.tax.forms.schedule_a import itemized_deductions
from isoplan.optimizer.columns.year_nodes import YearNode
from isoplan.optimizer.pricing.year_returns import (
    YearReturns,
    elections_in_reach,
    larger_is_better,
)
from isoplan.optimizer.tracing.expression import TracedToggle
from isoplan.optimizer.tracing.graph import Graph


@dataclass(slots=True)
class TracedElections:
    """The elections of all years, as far as they are met.

    Attributes:
        situation_of: The household, law and assumptions of a node.
        graph: Of the traced amounts.
        taken: By node, the election: its truth value, or the number of its toggle among
            those of the graph.
    """

    situation_of: Callable[[YearNode], Situation]
    graph: Graph
    taken: dict[int, bool | int] = field(default_factory=dict)

    def __call__(
        self, node: YearNode, work: Callable[[Election], YearReturns]
    ) -> YearReturns:
        """Return a year under an election that is open where both are in reach.

        Where its income shows that one deduction is at least the other in every plan,
        for regular tax and for the AMT, there is nothing to decide.
        """
        open_ways = elections_in_reach(self.situation_of(node), node.year)
        if len(open_ways) == 1:
            self.taken[node.index] = open_ways[0]
            return work(open_ways[0])
        place = len(self.graph.toggles)
        year = work(self.graph.toggle(f"itemizes_{node.year}"))
        better = self._better_in_every_plan(year)
        self.taken[node.index] = place if better is None else better
        return year if better is None else work(better)

    def _better_in_every_plan(self, year: YearReturns) -> bool | None:
        """Return the election that no plan can do better without, if there is one."""
        situation = self.situation_of(year.node)
        if year.income.itemized is None or not larger_is_better(situation, year):
            return None
        law, range_of = situation.law(year.node.year), self.graph.range_of
        agi, whole = year.tax.form_1040.line_11, self.graph.as_expression
        itemized = itemized_deductions(year.income.itemized, agi, law)
        more = range_of(whole(itemized.deduction) - law.standard_deduction)
        for_both = range_of(whole(itemized.allowed_for_amt))
        if more.high <= 0.0 and for_both.high <= 0.0:
            return False
        return True if more.low >= 0.0 and for_both.low >= 0.0 else None

    def again(
        self, node: YearNode, work: Callable[[Election], YearReturns]
    ) -> YearReturns:
        """Return a year under the election that it has been met with before."""
        taken = self.taken[node.index]
        if isinstance(taken, bool):
            return work(taken)
        return work(TracedToggle(self.graph, self.graph.toggles[taken]))

    def on(self, itemizes: Sequence[bool]) -> tuple[bool, ...]:
        """Return the graph's toggles for a decision on each year."""
        found = [False] * len(self.graph.toggles)
        for node, taken in self.taken.items():
            if not isinstance(taken, bool):
                found[taken] = bool(itemizes[node])
        return tuple(found)

    def itemizes(self, on: Sequence[bool]) -> tuple[bool, ...]:
        """Return whether each year itemizes when the graph's toggles are ``on``."""
        return tuple(
            taken if isinstance(taken, bool) else bool(on[taken])
            for _, taken in sorted(self.taken.items())
        )

    def combinations(self, on: Sequence[bool]) -> np.ndarray:
        """Return toggles as they are, and with one of them turned at a time.

        Returns:
            ``toggles x combinations``.
        """
        count = len(self.graph.toggles)
        free = [each for each in self.taken.values() if not isinstance(each, bool)]
        found = np.tile(np.array(on, dtype=bool)[:, None], (1, len(free) + 1))
        found = found.reshape(count, len(free) + 1)
        for place, toggle in enumerate(free, start=1):
            found[toggle, place] = not found[toggle, place]
        return found
