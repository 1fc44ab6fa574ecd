"""Outcomes: the possible futures of a scenario, each a scenario of its own.

A scenario without branches has one outcome, itself. With branches each way through them
is one: the scenario with the changes of the branches on it. Before the day on which two
outcomes part they are the same, day by day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any, Generic, Protocol, Self, TypeVar

from isoplan.models.base.errors import FutureParts
from isoplan.models.base.problems import listed
from isoplan.models.branching.changes import branched_household, branched_market
from isoplan.models.branching.volatility import generated
from isoplan.models.inputs.branches import Branch, Uncertainty
from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.household import Household
from isoplan.models.inputs.market import Market
from isoplan.models.inputs.planning import Planning
from isoplan.models.inputs.preferences import Preferences

ROOT = 0
"""Number of the piece of future before any branch begins."""


class Uncertain(Protocol):
    """A scenario, as far as branches change it."""

    @property
    def plan(self) -> Planning:
        """Return what the plan covers and assumes."""
        raise NotImplementedError

    @property
    def household(self) -> Household:
        """Return who files, and all other income."""
        raise NotImplementedError

    @property
    def employment(self) -> Employment | None:
        """Return when the option holder leaves, if so."""

    @property
    def market(self) -> Market:
        """Return the main market."""
        raise NotImplementedError

    @property
    def markets(self) -> dict[str, Market]:
        """Return further markets by name."""
        raise NotImplementedError

    @property
    def preferences(self) -> Preferences:
        """Return the limits that the household sets for itself."""
        raise NotImplementedError

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Return what may become known."""
        raise NotImplementedError

    @property
    def uncertainty(self) -> Uncertainty | None:
        """Return a volatility in place of branches."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """Return a copy with other values."""
        raise NotImplementedError


S = TypeVar("S", bound=Uncertain)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of future: what comes before all branches, or a branch.

    Attributes:
        number: From zero, that before all branches; a parent before its children.
        name: Of the branch; empty for the first piece.
        begins: Its first day; the plan's start for the first piece.
        parent: Number of the piece before it; None for the first.
        probability: Of coming to it.
    """

    number: int
    name: str
    begins: date
    parent: int | None
    probability: float


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S]):
    """One possible future, from the plan's start to its end.

    Attributes:
        name: That of its last branch.
        probability: Of it.
        pieces: All on its way, the first one first.
        scenario: With the changes of all its branches, and without branches.
    """

    name: str
    probability: float
    pieces: tuple[Piece, ...]
    scenario: S

    def depth_on(self, day: date) -> int:
        """Return how many of its branches have begun by a day."""
        return sum(piece.begins <= day for piece in self.pieces[1:])

    def parts_from(self, other: "Outcome[S]") -> date | None:
        """Return the day on which two outcomes part; None for the same."""
        for mine, theirs in zip(self.pieces, other.pieces, strict=False):
            if mine.number != theirs.number:
                return mine.begins
        return None


def is_uncertain(scenario: Uncertain) -> bool:
    """Return whether a scenario has branches, or a volatility that makes them."""
    return bool(scenario.branches) or scenario.uncertainty is not None


def branches_of(scenario: Uncertain) -> tuple[Branch, ...]:
    """Return the branches of a scenario, as given or made from its volatility."""
    if scenario.uncertainty is None:
        return scenario.branches
    return generated(scenario.uncertainty, scenario.market, scenario.plan)


def without_branches(scenario: S) -> S:
    """Return the scenario on its one path: that of the file without branches.

    Nor with preferences over outcomes.
    """
    update: dict[str, Any] = {"branches": (), "uncertainty": None}
    if dropped := scenario.preferences.over_outcomes:
        update["preferences"] = scenario.preferences.without(*dropped)
    return scenario.model_copy(update=update)


def outcomes_of(scenario: S) -> tuple[Outcome[S], ...]:
    """Return the outcomes of a scenario whose branches are right, in file order."""
    children: dict[str | None, list[Branch]] = {}
    for branch in branches_of(scenario):
        children.setdefault(branch.after, []).append(branch)
    first = Piece(ROOT, "", scenario.plan.start, None, 1.0)
    root = scenario
    if is_uncertain(scenario):  # the user's own schedules are of one path
        root = without_branches(scenario).model_copy(update={"schedules": ()})
    numbers = iter(range(1, len(branches_of(scenario)) + 1))
    return tuple(_from(root, (first,), children, numbers))


def _from(
    scenario: S,
    pieces: tuple[Piece, ...],
    children: Mapping[str | None, Sequence[Branch]],
    numbers: Iterator[int],
) -> Iterator[Outcome[S]]:
    """Yield the outcomes that go on from a piece of future."""
    last = pieces[-1]
    parting = children.get(last.name or None, ())
    whole = fsum(branch.probability for branch in parting)  # one, or nearly
    if not parting:
        yield Outcome(last.name, last.probability, pieces, scenario)
    for branch in parting:
        probability = last.probability * branch.probability / whole
        piece = Piece(
            next(numbers), branch.name, branch.begins, last.number, probability
        )
        yield from _from(
            branched(scenario, branch), (*pieces, piece), children, numbers
        )


def branched(scenario: S, branch: Branch) -> S:
    """Return a scenario with the changes of a branch, from its first day on."""
    begins = branch.begins
    update: dict[str, Any] = {
        "market": branched_market(scenario.market, begins, branch.market),
        "household": branched_household(
            scenario.household, scenario.plan.start, begins, branch.household
        ),
    }
    if branch.markets:
        update["markets"] = {
            name: branched_market(market, begins, branch.markets[name])
            if name in branch.markets
            else market
            for name, market in scenario.markets.items()
        }
    if branch.employment is not None:
        update["employment"] = branch.employment
    return scenario.model_copy(update=update)


def outcome_named(scenario: Uncertain, name: str | None) -> str:
    """Return the name of an outcome, looked at before anything is solved.

    Args:
        scenario: Checked; its future parts.
        name: As asked for.

    Raises:
        FutureParts: If none is asked for.
        ValueError: If there is none of that name.
    """
    names = [outcome.name for outcome in outcomes_of(scenario)]
    if name is None:
        raise FutureParts(
            "what was asked for", f"name an outcome: {listed(names, most=6)}"
        )
    if name not in names:
        raise ValueError(f"{name!r} is no outcome; known: {listed(names, most=6)}")
    return name
