"""The frontier: how much mean the bad outcomes cost, plan by plan.

What ``isoplan frontier --json`` prints. Its fields are kept stable under ``version``: a
field may be added within a version, never changed or removed.
"""

from datetime import date

from pydantic import Field

from isoplan.models.outcomes.outcomes_plan import Between
from isoplan.models.results.base import Result
from isoplan.models.results.plan import Action
from isoplan.models.results.verdict import STATUS_MEANS, Status

FRONTIER_VERSION = 1


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


class Frontier(Result):
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
