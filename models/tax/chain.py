"""What goes on from year to year: the walk, and the credits along it.

Capital losses, the cap of section 1202 that is used, the minimum tax credit and those
of the states are carried from each year to the next. A year is a node with a parent,
and a chain of years is a line of nodes, so the same walk serves a household on paper,
thousands of them as arrays, and the decisions of a plan as traced amounts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from isoplan.models.law.state_law import StateLaw
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.minimum_tax_credit import C, Credit, CreditStep
from isoplan.models.tax.states.state_credit import CreditedState, credited_state
from isoplan.models.tax.states.state_return import StateReturn


class Node(Protocol):
    """A year of a chain, or of a tree of years."""

    @property
    def index(self) -> int:
        """Return its position among all nodes; a parent stands before its children."""
        raise NotImplementedError

    @property
    def parent(self) -> int | None:
        """Return the position of the year before it, or None for a first one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A year of a chain in which each year follows the one before it.

    Attributes:
        index: Its position, from zero.
    """

    index: int

    @property
    def parent(self) -> int | None:
        """Return the position of the year before it, or None for the first one."""
        return self.index - 1 if self.index else None


N = TypeVar("N", bound=Node)
Carried = TypeVar("Carried")
Year = TypeVar("Year")


def along(
    nodes: Sequence[N],
    start: Carried,
    work: Callable[[N, Carried], Year],
    carried: Callable[[Year], Carried],
) -> list[Year]:
    """Work out each node with what its parent carries on.

    Args:
        nodes: Parents first.
        start: What is carried into a node without a parent.
        work: Works out one node.
        carried: Returns what a year carries on.
    """
    years: list[Year] = []
    for node in nodes:
        before = start if node.parent is None else carried(years[node.parent])
        years.append(work(node, before))
    return years


def federal_credits(
    nodes: Sequence[N],
    taxes: Sequence[FederalReturn],
    start: object,
    step: CreditStep[C],
) -> list[C]:
    """Return each year's federal minimum tax credit.

    Args:
        nodes: Parents first.
        taxes: The forms of each node.
        start: The credit brought along, as the step takes it.
        step: Form of the credit: by year, or in running totals.
    """
    return along(
        nodes,
        start,
        lambda node, before: step(before, taxes[node.index]),
        lambda credit: credit.carried,
    )


class TaxedState(Protocol):
    """One state's forms of a year."""

    @property
    def law(self) -> StateLaw:
        """Return the figures of the state."""
        raise NotImplementedError

    @property
    def tax(self) -> StateReturn:
        """Return its forms."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class StateCredits:
    """The credits that states owe, by two-letter code.

    A state's credit waits in that state while the household lives elsewhere: no other
    state pays it, and it is there when the household comes back.

    Attributes:
        brought: Returns the credit of a state at the start, as the step takes it.
        since: What the states lived in since then have carried on.

    Source: the credit's form of each state, which starts from its own of the year
        before; see :func:`isoplan.models.tax.states.state_credit.credited_state`.
    """

    brought: Callable[[str], Any]
    since: Mapping[str, Any] = field(default_factory=dict)

    def of(self, state: str) -> Any:  # noqa: ANN401, of the kind that the step takes
        """Return the credit that a state owes."""
        return self.since[state] if state in self.since else self.brought(state)

    def after(self, state: str, carried: object) -> "StateCredits":
        """Return the credits after a year in a state that carries on ``carried``."""
        return StateCredits(self.brought, {**self.since, state: carried})


@dataclass(frozen=True, slots=True)
class CreditedStates(Generic[C]):
    """The states of one year after their credits.

    Attributes:
        states: In the order of residence.
        carried: The credits that all states owe after it.
    """

    states: tuple[CreditedState[C], ...]
    carried: StateCredits


def state_credits(
    nodes: Sequence[N],
    states: Sequence[Sequence[TaxedState]],
    start: StateCredits,
    federal: Sequence[Credit],
    step: CreditStep[C],
) -> list[tuple[CreditedState[C], ...]]:
    """Return the states' taxes of each year after their credits.

    Args:
        nodes: Parents first.
        states: The states lived in, by node.
        start: The credits brought along.
        federal: The federal credit, by node.
        step: Form of the credit: by year, or in running totals.
    """
    years = along(
        nodes,
        start,
        lambda node, before: credited_states(
            states[node.index], federal[node.index], before, step
        ),
        lambda year: year.carried,
    )
    return [year.states for year in years]


def credited_states(
    states: Sequence[TaxedState],
    federal: Credit,
    before: StateCredits,
    step: CreditStep[C],
) -> CreditedStates[C]:
    """Return the states of one year after their credits.

    Args:
        states: The states lived in.
        federal: The year's federal credit.
        before: The credits that states owe before it.
        step: Form of the credit: by year, or in running totals.
    """
    found: list[CreditedState[C]] = []
    for state in states:
        code = state.law.state
        credited = credited_state(
            state.tax, state.law, before.of(code), lambda: federal.used, step
        )
        found.append(credited)
        if credited.credit is not None:
            before = before.after(code, credited.credit.carried)
    return CreditedStates(tuple(found), before)
