"""Which binary to branch on: by what fixing it has cost before, or is seen to cost.

A binary that was branched on often enough is judged by the average of what that cost.
Of the others some are tried first: a few steps of the simplex method on either side.
"""

from dataclasses import dataclass, field

import numpy as np

from isoplan.optimizer.solving.master import Master, Relaxed

RELIABLE = 2
"""Times that each side of a binary must have been seen before its average is taken."""
MOST_TRIED = 8
"""Binaries that are tried at one node at most."""
STEPS = 60
"""Steps of the simplex method that one try may take."""
LEAST_GAIN = 1e-3
"""Dollars that each side counts at least, so that a product tells the other's."""


@dataclass(frozen=True, slots=True)
class Branch:
    """What to branch on.

    Attributes:
        place: Among the binaries.
        value: What the relaxation has there.
        gains: By how much the bound is expected to rise with zero and one, dollars.
    """

    place: int
    value: float
    gains: tuple[float, float]


@dataclass(order=True, slots=True)
class Node:
    """A part of all plans: those whose binaries lie within bounds.

    Attributes:
        bound: No plan of it costs less, dollars.
        number: Of its making, negative, so that of equals the later goes first.
        low: Least value of each binary.
        high: Greatest, likewise.
        branch: What was branched on to make it; None for the first.
        side: Zero or one.
    """

    bound: float
    number: int
    low: np.ndarray = field(compare=False)
    high: np.ndarray = field(compare=False)
    branch: Branch | None = field(compare=False, default=None)
    side: int = field(compare=False, default=0)


class Branching:
    """What fixing each binary at zero and at one has cost so far."""

    def __init__(self, master: Master) -> None:
        """Know nothing of any of them."""
        count = len(master.law.binaries)
        self.master = master
        self.sums = np.zeros((2, count))
        self.seen = np.zeros((2, count), int)

    def learn(self, branch: Branch, side: int, gain: float) -> None:
        """Remember what fixing a binary has cost (dollars)."""
        part = branch.value if side == 0 else 1.0 - branch.value
        if np.isfinite(gain) and part > 0.0:
            self.sums[side, branch.place] += max(gain, 0.0) / part
            self.seen[side, branch.place] += 1

    def choice(self, found: Relaxed, places: np.ndarray, wrong: np.ndarray) -> Branch:
        """Return which of some binaries, fractions all, to branch on.

        Args:
            found: The relaxation.
            places: Of the binaries.
            wrong: Dollars by which each one's amount is misstated; length n places.
        """
        values = found.amounts[self.master.law.binaries[places]]
        gains = self.expected(places, values)
        unseen = (self.seen[:, places].max(axis=0) == 0) & np.isfinite(wrong)
        gains[:, unseen] = wrong[unseen]
        order = np.argsort(-_scores(gains), kind="stable")
        known = self.seen[:, places].min(axis=0) >= RELIABLE
        tried = [place for place in order.tolist() if not known[place]][:MOST_TRIED]
        if tried and len(places) > 1:
            basis = self.master.basis()
            for one in tried:
                gains[:, one] = self.tried(int(places[one]), found.cost)
                self.master.restore(basis)
                branch = Branch(int(places[one]), float(values[one]), (0.0, 0.0))
                for side in (0, 1):
                    self.learn(branch, side, float(gains[side, one]))
        best = int(np.argmax(_scores(gains)))
        pair = float(gains[0, best]), float(gains[1, best])
        return Branch(int(places[best]), float(values[best]), pair)

    def expected(self, places: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return what zero and one are expected to cost, 2 x places (dollars)."""
        sums, seen = self.sums[:, places], self.seen[:, places]
        everywhere = self.sums.sum() / max(self.seen.sum(), 1)
        average = np.where(seen > 0, sums / np.maximum(seen, 1), max(everywhere, 1.0))
        gains: np.ndarray = average * np.stack([values, 1.0 - values])
        return gains

    def tried(self, place: int, cost: float) -> np.ndarray:
        """Return what zero and one cost after a few steps (dollars)."""
        variable = int(self.master.law.binaries[place])
        basis = self.master.basis()
        down = self.master.tried(variable, 0.0, STEPS)
        self.master.restore(basis)
        up = self.master.tried(variable, 1.0, STEPS)
        return np.maximum(np.array([down, up]) - cost, 0.0)


def _scores(gains: np.ndarray) -> np.ndarray:
    product: np.ndarray = np.prod(np.clip(gains, LEAST_GAIN, 1e12), axis=0)
    return product
