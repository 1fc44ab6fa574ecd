"""The frontier: how much mean the bad outcomes cost, plan by plan.

What ``isoplan frontier --json`` prints. Its fields are kept stable under ``version``: a
field may be added within a version, never changed or removed.
"""

from datetime import date

from pydantic import Field

from isoplan.models.outcomes.outcomes_plan import Between
from isoplan.models.results.base import Result
from isoplan.models.results.display import Displayed, Row, ShownTable
from isoplan.models.results.number_text import dollars, whole
from isoplan.models.results.plan import Action
from isoplan.models.results.verdict import STATUS_MEANS, Status

FRONTIER_VERSION = 1
PARTS = {
    0.5: "half",
    0.25: "quarter",
    0.2: "fifth",
    0.1: "tenth",
    0.05: "twentieth",
}
"""Parts of the outcomes that have a word."""
NOTHING = 0.5
"""Dollars that count as none."""
NEAR = 5.0
"""Dollars that whole shares alone may cost."""


class FrontierPoint(Result):
    """One plan on the frontier, audited: the best mean of all that keep its tail."""

    expected: float = Field(description="Mean value over the outcomes.")
    tail: float = Field(description="Mean value of the worst part of them (CVaR).")
    worst: float = Field(description="Value of the worst outcome.")
    costs: float = Field(description="Mean less than that of the best mean's plan.")
    price: Between = Field(description="The same between what is proven.")
    bound: float = Field(description="No plan with as good a tail has a higher mean.")
    gap: float = Field(description="From the mean to that bound.")
    status: Status = Field(description=STATUS_MEANS)
    values: tuple[float, ...] = Field(description="In the order of the outcomes.")
    first_step: tuple[Action, ...] = Field(
        description="What is done before the future parts."
    )


class BesideFrontier(Result):
    """What another way of deciding comes to; dollars."""

    name: str
    expected: float
    tail: float
    worst: float


class Frontier(Displayed, Result):
    """Plans from the best mean to the safest, for a scenario whose future may part."""

    version: int = FRONTIER_VERSION
    scenario: str
    part: float = Field(description="Of the outcomes, by probability: the tail.")
    parts_on: date = Field(description="First day on which the future parts.")
    outcomes: tuple[str, ...]
    probabilities: tuple[float, ...]
    points: tuple[FrontierPoint, ...] = Field(
        description="From the best mean to the safest plan; equal ones once."
    )
    safest_bound: float | None = Field(
        description="No plan at all has a tail worth more; none if not known."
    )
    beside: tuple[BesideFrontier, ...] = Field(
        default=(),
        description="The first steps of the one-path plan, and what people do.",
    )
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def best_mean(self) -> FrontierPoint:
        """Return the plan of the best mean."""
        return self.points[0]

    @property
    def safest(self) -> FrontierPoint:
        """Return the plan whose tail is worth most."""
        return self.points[-1]

    @property
    def tail_in_words(self) -> str:
        """Return the tail in words: ``the worst fifth of the outcomes``."""
        return f"the worst {self._part} of the outcomes"

    @property
    def _part(self) -> str:
        return PARTS.get(self.part, f"{self.part:.4g}")

    def __repr__(self) -> str:
        """Return what it is, in a line."""
        return f"<Frontier {self.scenario!r}: {len(self.points)} plans>"

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def answer(self) -> str:
        """Return in a sentence what the safest plan costs, and what it brings."""
        first, last = self.best_mean, self.safest
        tail = self.tail_in_words
        if len(self.points) == 1:
            worth = f"{tail} is worth {dollars(first.tail)}"
            if self.safest_bound is None or self.safest_bound > first.tail + NEAR:
                return f"No safer plan was found than that of the best mean: {worth}."
            return (
                f"The plan of the best mean is the safest too: {worth}, and no plan "
                "makes that more."
            )
        less = "nothing" if last.costs < NOTHING else dollars(last.costs)
        return (
            f"For {less} less on average {tail} is worth "
            f"{dollars(last.tail - first.tail)} more."
        )

    def table(self) -> ShownTable:
        """Return one row a plan, and beside them what people do."""
        rows = [
            (
                name,
                whole(each.expected),
                whole(each.tail),
                whole(each.worst),
                whole(each.costs),
                f"{each.gap:,.2f}",
            )
            for name, each in zip(self._names(), self.points, strict=True)
        ]
        for each in self.beside:
            worth = (whole(each.expected), whole(each.tail), whole(each.worst))
            rows.append((each.name, *worth, "", ""))
        worst = f"worst {self._part} $"
        headings = ("", "on average $", worst, "at worst $", "costs $", "proven to $")
        return ShownTable(headings, tuple(rows), left=1)

    def to_rows(self) -> list[Row]:
        """Return one plain row a plan, for a data frame; amounts are dollars.

        Each outcome's value stands in a column that begins with ``value_``.
        """
        return [
            {"name": name}
            | each.model_dump(exclude={"price", "values", "first_step"})
            | {
                f"value_{outcome}": value
                for outcome, value in zip(self.outcomes, each.values, strict=True)
            }
            for name, each in zip(self._names(), self.points, strict=True)
        ]

    def _names(self) -> list[str]:
        """Return the name of each plan: its number, and what the two ends are."""
        names = [f"plan {number}" for number in range(1, len(self.points) + 1)]
        names[0] += ", best mean"
        if len(names) > 1:
            names[-1] += ", safest"
        return names
