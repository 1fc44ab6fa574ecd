"""The evidence of one schedule: its actions, and the figures claimed of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf

from isoplan.models.results.plan import Plan
from isoplan.models.results.plan_years import PlanYear, Totals
from isoplan.models.situation import Situation
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.recount.acts import Act
from isoplan.optimizer.recount.figures import Figures, figures_of, idle_years
from isoplan.optimizer.recount.walk import Walk, walk

WHOLE_SLACK = 1e-6
"""Shares by which a count of whole shares may be off: none."""
FRACTION_SLACK = 0.05
"""Shares by which a solver's fractions may exceed what there is: its own tolerance."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures that are shown of a schedule.

    Attributes:
        years: All years, run-off included.
        totals: Sums over them.
        objective_value: Under the scenario's objective, dollars.
    """

    years: tuple[PlanYear, ...]
    totals: Totals
    objective_value: float


@dataclass(frozen=True, slots=True)
class ProgramSays:
    """What the program makes of the same shares; dollars.

    Attributes:
        cost: Present value of what the schedule loses.
        bound: Proven: no schedule costs less.
        cash: What must not be negative, by day.
    """

    cost: float
    bound: float
    cash: tuple[tuple[date, float], ...]


@dataclass(frozen=True)
class Evidence:
    """One schedule before the checks.

    Attributes:
        situation: The file.
        acts: What the schedule does.
        days: Days on which its cash was looked at.
        whole: Whether shares are whole, as in all that is shown.
        shown: Figures shown of it; None for a solver's solution.
        plan: The plan that is shown, if it is one.
        keeps_limits: Whether it must keep to cash and to the household's preferences,
            and leave at the end what the scenario lets it: every plan must.
        program: What the program says of it; None for a schedule it did not make.
        optimal_within: Gap up to which the plan may be called optimal, dollars.
        fractions_gap: Of the program in fractions of shares, dollars: the plan is
            proven in fractions only where this is within that gap.
        known_idle: The years without any exercise or sale, if worked out before.
        itemizes: Whether each year itemizes, as shown; what costs least if left out.
    """

    situation: Situation
    acts: Sequence[Act]
    days: Sequence[date] = ()
    whole: bool = True
    shown: Shown | None = None
    plan: Plan | None = None
    keeps_limits: bool = False
    program: ProgramSays | None = None
    optimal_within: float = 0.0
    fractions_gap: float = inf
    known_idle: EvaluatedYears | None = None
    itemizes: Sequence[bool] | None = None

    @property
    def slack(self) -> float:
        """Return by how many shares a count may be off."""
        return WHOLE_SLACK if self.whole else FRACTION_SLACK

    def is_closing(self, act: Act) -> bool:
        """Return whether an act is that of a buyer of its company, on the closing."""
        parcel = self.walk.parcels.get(act.lot)
        bought = None if parcel is None else parcel.market.acquisition
        return bought is not None and act.date == bought.on and act.kind == "sell"

    @property
    def decisions(self) -> list[Act]:
        """Return what the household decides, not what a company's end does to it."""
        by_itself = {"cash_out", "write_off"}
        return [
            act
            for act in self.acts
            if act.kind not in by_itself and not self.is_closing(act)
        ]

    @cached_property
    def walk(self) -> Walk:
        """Return the schedule, carried out."""
        return walk(self.situation, self.acts)

    @cached_property
    def idle(self) -> EvaluatedYears:
        """Return the years without any exercise or sale."""
        return self.known_idle or idle_years(self.situation)

    @cached_property
    def figures(self) -> Figures:
        """Return what the schedule costs and brings."""
        return figures_of(self.walk, self.days, self.idle, self.itemizes)

    @property
    def cost(self) -> float:
        """Return what the program minimizes, by the forms (dollars)."""
        cost = self.figures.cost
        if self.situation.plan.objective == "after_tax_value":
            cost -= self.figures.returns.present_value_before_tax
        return cost

    @property
    def objective_value(self) -> float:
        """Return the value under the scenario's objective, by the forms (dollars)."""
        is_value = self.situation.plan.objective == "after_tax_value"
        return -self.cost if is_value else self.cost


def differs(one: float, other: float, most: float) -> bool:
    """Return whether amounts differ by more than ``most``, or one is no number."""
    return not abs(one - other) <= most
