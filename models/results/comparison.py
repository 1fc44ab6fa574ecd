"""The result of a comparison: the plan beside the schedules people follow."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.display import (
    Column,
    Displayed,
    Row,
    ShownTable,
    table_of,
)
from isoplan.models.results.number_text import dollars
from isoplan.models.results.plan import Action
from isoplan.models.results.verdict import STATUS_MEANS, Status, in_short

COMPARISON_VERSION = 3

SCHEDULE_COLUMNS = (
    Column("after tax $", "after_tax_value"),
    Column("less than plan $", "worse_by"),
    Column("tax caused $", "tax_caused"),
    Column("AMT $", "amt"),
    Column("credit used $", "credit_used"),
    Column("wiped out $", "credit_wiped_out", only_if="credit_wiped_out"),
    Column("AMT credit left $", "credit_carryforward_out"),
    Column("credit gone in", "credit_gone_in", cell=lambda year: str(year or "-")),
    Column("state AMT $", "state_amt", only_if="state_tax_after_credit"),
    Column("state tax $", "state_tax_after_credit", only_if="state_tax_after_credit"),
    Column("cash needed $", "cash_needed"),
)
"""The schedules as a table."""

MARKS = {
    "(!)": "the household's cash and savings do not carry this schedule.",
    "(p)": "this schedule does not keep the household's preferences.",
}
"""What stands after the name of a schedule, and what it means."""


class Causes(Result):
    """Why a schedule is worth less than the plan; present value, dollars.

    Positive amounts speak for the plan; together they are the whole difference.
    """

    regular_tax: float
    amt: float
    nonrefundable_credits: float = Field(
        default=0.0, description="Child tax credit and others used; lost ones count."
    )
    credit_used: float = Field(description="Minimum tax credit used.")
    surtaxes: float = Field(
        description="Net investment income tax and Additional Medicare Tax."
    )
    payroll_tax: float = Field(
        default=0.0, description="Social security and Medicare tax on equity pay."
    )
    interest: float = Field(default=0.0, description="Interest on the loan.")
    state_tax_after_credit: float = Field(
        default=0.0, description="All state tax after credits."
    )
    price_and_timing: float = Field(
        description="Proceeds less exercise cost: what was sold when, at which price."
    )


CAUSES = {
    "regular_tax": "regular tax",
    "amt": "AMT",
    "nonrefundable_credits": "other credits",
    "credit_used": "AMT credit",
    "surtaxes": "surtaxes",
    "payroll_tax": "payroll tax",
    "interest": "interest",
    "state_tax_after_credit": "state tax",
    "price_and_timing": "price and timing",
}
"""Every cause in words, in the order in which they are shown."""


class WithoutPriceView(Result):
    """A schedule where a share is worth the same on any day, in present value; dollars.

    The share begins at its price of the plan's start and grows at the discount rate.
    The plan is made anew for these prices, and a common schedule follows its rule.
    """

    after_tax_value: float
    worse_by: float = Field(
        description="After-tax value of the plan made for these prices less its own."
    )
    objective_value: float = Field(description="Under the scenario's objective.")
    affordable: bool = Field(
        description="Whether the household's cash and savings carry it."
    )
    keeps_preferences: bool = Field(
        description="Whether it keeps every preference of the household."
    )


class ComparedSchedule(Result):
    """One schedule, carried to the end of run-off; dollars."""

    name: str
    after_tax_value: float
    total_tax: float
    tax_caused: float
    amt: float
    credit_used: float
    credit_wiped_out: float = Field(
        default=0.0, description="Credit that negative lines 18 take away for good."
    )
    credit_carryforward_out: float
    state_tax_after_credit: float = Field(
        default=0.0, description="All state tax after credits."
    )
    state_amt: float = 0.0
    state_credit_used: float = Field(
        default=0.0, description="State minimum tax credit used."
    )
    state_credit_wiped_out: float = Field(
        default=0.0, description="The same of state credit."
    )
    state_credit_carryforward_out: float = Field(
        default=0.0, description="State credit left when run-off ends."
    )
    credit_gone_in: int | None = Field(
        description="Year in which the last credit is used; none if there is none or "
        "some is left."
    )
    cash_needed: float = Field(
        description="Most that the schedule has cost at any day, tax included."
    )
    affordable: bool = Field(
        description="Whether the household's cash and savings carry it."
    )
    keeps_preferences: bool = Field(
        default=True, description="Whether it keeps every preference of the household."
    )
    objective_value: float = Field(
        description="Under the scenario's objective: after-tax value, or the present "
        "value of the tax caused."
    )
    disposes_of_all: bool = Field(
        description="Whether as many shares and options as of the plan are sold, "
        "given, cashed out or written off; under least_tax only such schedules compare."
    )
    worse_by: float = Field(description="After-tax value of the plan less its own.")
    causes: Causes
    without_price_view: WithoutPriceView | None = Field(
        default=None, description="The same without a view on the price."
    )
    note: str
    actions: tuple[Action, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """Return which of ``MARKS`` the schedule carries."""
        marked = {"(!)": not self.affordable, "(p)": not self.keeps_preferences}
        return tuple(mark for mark in MARKS if marked[mark])


def causes_of(schedules: Iterable[ComparedSchedule]) -> list[str]:
    """Return the causes that any of some schedules has, in the order of `CAUSES`."""
    given = [each.causes for each in schedules]
    return [name for name in CAUSES if any(getattr(each, name) for each in given)]


class Comparison(Displayed, Result):
    """The plan first, then the schedules people follow, then the user's own."""

    version: int = COMPARISON_VERSION
    scenario: str
    status: Status = Field(description=f"Of the plan. {STATUS_MEANS}")
    gap: float = Field(
        default=0.0, description="Of the plan: distance of its value and its bound."
    )
    verdict: str = Field(
        default="", description="What was proven of the plan, in a sentence."
    )
    objective: str = Field(description="after_tax_value or least_tax.")
    verdict_without_price_view: str = Field(
        default="",
        description="What was proven of the plan made without a view on the price; "
        "empty if there is none.",
    )
    schedules: tuple[ComparedSchedule, ...]
    assumptions: dict[str, str | float | int | list[int] | None]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """Return name, size and proof, short."""
        others = len(self.schedules) - 1
        proof = in_short(self.status, self.gap)
        return (
            f"<Comparison {self.scenario!r}: the plan, {proof}, beside "
            f"{others} other schedule{'s' * (others != 1)}>"
        )

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def to_rows(self) -> list[Row]:
        """Return one plain row a schedule, the plan first, for a data frame.

        Amounts are dollars; each cause stands in a column ``cause_...``, and what holds
        without a view on the price in a column ``without_price_view_...``. The actions
        are left out: ``schedules[i].actions`` holds them.
        """
        rows = []
        for each in self.schedules:
            row = each.model_dump(exclude={"actions", "causes", "without_price_view"})
            causes = each.causes.model_dump()
            row |= {f"cause_{name}": causes[name] for name in causes}
            if each.without_price_view is not None:
                view = each.without_price_view.model_dump()
                row |= {f"without_price_view_{name}": view[name] for name in view}
            rows.append(row)
        return rows

    def answer(self) -> str:
        """Return in a sentence what the plan gains over the best of the others."""
        plan, *others = self.schedules
        said = f"The plan is worth {dollars(plan.after_tax_value)} after tax"
        if self.objective == "least_tax":
            others = [other for other in others if other.disposes_of_all]
            amount = dollars(plan.objective_value)
            said = (
                f"The plan causes {amount} of tax, present value, to sell every share"
            )
            if not others:
                return f"{said}; no other schedule sells them all."
        carried = [
            other for other in others if other.affordable and other.keeps_preferences
        ]
        if carried:
            return f"{said}: {self._beside(carried)}."
        if any(other.affordable for other in others):
            return f"{said}; no other schedule keeps the household's preferences."
        return f"{said}; cash carries none of the other schedules."

    def _beside(self, others: Sequence[ComparedSchedule]) -> str:
        """Return how far the plan is from the best of others, and which that is."""
        plan = self.schedules[0]
        if self.objective == "least_tax":
            best = min(others, key=lambda other: other.objective_value)
            less = best.objective_value - plan.objective_value
            by = f"{dollars(abs(less))} {'less' if less >= 0 else 'more'}"
            return f"{by} than the best other that does, {best.name!r}"
        best = max(others, key=lambda other: other.after_tax_value)
        by = f"{dollars(abs(best.worse_by))} {'more' if best.worse_by >= 0 else 'less'}"
        return f"{by} than the best other, {best.name!r}"

    def table(self) -> ShownTable:
        """Return one row a schedule, the plan first."""
        label = ("schedule", _marked_name)
        used = {mark for each in self.schedules for mark in each.marks}
        notes = [f"{mark} {MARKS[mark]}" for mark in MARKS if mark in used]
        notes += [f"The plan: {self.verdict}"] * bool(self.verdict)
        return table_of(SCHEDULE_COLUMNS, self.schedules, label, left=1, notes=notes)


def _marked_name(schedule: ComparedSchedule) -> str:
    """Return the name of a schedule with its marks."""
    return " ".join((schedule.name, *schedule.marks))
