"""The result of planning: actions, their cost by year, and the proof.

``Plan`` is what ``isoplan plan --json`` prints. Its fields are kept stable under
``version``: a field may be added within a version, never changed or removed.
"""

from collections import defaultdict
from datetime import date
from typing import Literal

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.changes import ActionKind, Changes
from isoplan.models.results.display import (
    Column,
    Displayed,
    Row,
    ShownTable,
    table_of,
)
from isoplan.models.results.firmness import Firmness
from isoplan.models.results.number_text import dollars, in_a_row
from isoplan.models.results.plan_years import PlanYear, Totals, years_shown
from isoplan.models.results.room import RoomSummary
from isoplan.models.results.verdict import (
    STATUS_MEANS,
    BoundOf,
    Status,
    Verdict,
    in_short,
)
from isoplan.models.results.why import Why

PLAN_VERSION = 2

YEAR_COLUMNS = (
    Column("exercise", "exercised"),
    Column("give", "given", only_if="given"),
    Column("sell", "sold"),
    Column("cash out", "cashed_out", only_if="cashed_out"),
    Column("write off", "written_off", only_if="written_off"),
    Column("regular tax $", "regular_tax"),
    Column("TMT $", "tentative_minimum_tax", total=""),
    Column("AMT $", "amt"),
    Column(
        "other credits $",
        "nonrefundable_credits",
        only_if="nonrefundable_credits",
    ),
    Column("credit made $", "credit_generated"),
    Column("credit used $", "credit_used"),
    Column("wiped out $", "credit_wiped_out", only_if="credit_wiped_out"),
    Column(
        "AMT credit left $", "credit_carryforward_out", total="credit_carryforward_out"
    ),
    Column("NIIT $", "niit"),
    Column("payroll tax $", "payroll_tax", only_if="payroll_tax"),
    Column("state AMT $", "state_amt", only_if="state_tax_after_credit"),
    Column(
        "its credit $",
        "state_credit_carryforward_out",
        total="state_credit_carryforward_out",
        only_if="state_tax_after_credit",
    ),
    Column("state tax $", "state_tax_after_credit", only_if="state_tax_after_credit"),
    Column("total tax $", "total_tax"),
    Column("cash $", "cash"),
)
"""The years as a table; totals are fields of ``Totals``."""


class Action(Result):
    """One thing to do on one day."""

    date: date
    kind: ActionKind = Field(
        description="A gift is one to charity, in place of cash. Options are cashed "
        "out by a buyer of the company, shares written off when they are worthless: "
        "that happens by itself."
    )
    grant: str
    options: str = Field(
        default="",
        description="Of options: which ones of the grant, such as those beyond "
        "the $100,000 limit, or those that vest on a day; the grant's name for all.",
    )
    lot: str = Field(
        description="The lot that the shares enter or leave; empty for a cash-out."
    )
    shares: int
    price: float = Field(
        description="Dollars a share: the strike paid, the price received less the "
        "cost of the sale, the market price of a gift, or what is paid for an option "
        "that is cashed out."
    )
    disposition: Literal["qualifying", "disqualifying"] | None = Field(
        description="Of a sale of shares from incentive stock options or a purchase "
        "plan; none for others, and for an exercise or a gift."
    )
    election_83b: bool = Field(
        default=False,
        description="Of an exercise before vesting: whether to elect under section "
        "83(b) within 30 days.",
    )
    exclusion: float | None = Field(
        default=None,
        description="Of a sale: the part of its gain that is excluded as gain on small "
        "business stock (IRC 1202), within the cap; none for others.",
    )
    buyer: str = Field(
        default="",
        description="From an acquisition for stock on: the market of the buyer, whose "
        "shares these have become; empty for all else.",
    )
    buyer_shares: int | None = Field(
        default=None,
        description="How many of the buyer's shares they are, fractions left out; none "
        "without such a buyer.",
    )
    why: str = Field(
        default="",
        description="Why so many on that day, in a sentence; empty in a comparison, "
        "and past the first sixty actions.",
    )
    reason: Why | None = Field(
        default=None, description="The numbers behind that sentence."
    )


class SetAside(Result):
    """Cash that the plan's first year asks for on one day; dollars."""

    date: date
    amount: float
    what: Literal["exercise", "withholding", "installment", "balance"] = Field(
        description="What for: an exercise that no sale of the day pays, tax withheld "
        "from options, an installment of estimated tax, or what is left of the tax."
    )


class SafeHarbor(Result):
    """The first year's required annual payment (Form 2210 Part I); dollars."""

    year: int
    tax: float = Field(description="Line 4: tax after credits, with AMT and surtaxes.")
    amt: float = Field(description="The part of it that is AMT.")
    current_year_amount: float = Field(description="Line 5: 90% of that tax.")
    prior_year_amount: float = Field(
        description="Line 8: 100 or 110% of the tax of the year before."
    )
    required: float = Field(description="Line 9: the smaller of the two.")
    withheld: float = Field(description="Line 6: of all wages.")
    covers_amt: bool = Field(
        description="Whether the year before is the measure, so that the AMT may wait "
        "until the balance is due."
    )
    nothing_due: bool = Field(
        description="Whether withholding is enough, or too little is left for "
        "installments."
    )


class LoanUse(Result):
    """What the plan borrows; dollars."""

    most: float = Field(description="Most that is owed on any day.")
    on: date | None = Field(description="First such day; none if nothing is borrowed.")
    interest: float = Field(description="Interest of all years.")


class CashNeeded(Result):
    """The most that the plan has cost on any day, tax included; dollars."""

    amount: float = Field(
        description="Exercises and tax, less proceeds, up to that day; interest on a "
        "loan included."
    )
    on: date | None = Field(description="That day; none if nothing is ever needed.")


class Objective(Result):
    """What was optimized, and how far from the best possible it can be; dollars."""

    name: Literal["after_tax_value", "least_tax"]
    value: float = Field(description="Of the plan in whole shares.")
    bound: float = Field(description="No plan in whole shares does better.")
    gap: float = Field(description="Distance of value and bound.")
    gap_part: float | None = Field(
        default=None,
        description="The gap as a part of the value; none if the value is zero.",
    )


class Proof(Result):
    """How the plan was proven."""

    solver: str
    seconds: float = Field(
        description="Spent in the solver, searches in whole shares included."
    )
    columns: int
    rows: int
    binaries: int
    nodes: int
    root_bound: float | None = Field(
        description="Bound of the relaxation before branching, as the objective; "
        "none if the solver does not tell."
    )
    audit_difference: float = Field(
        description="Dollars between the program's objective and the forms worked with "
        "floats, before rounding to whole shares."
    )
    rounding_cost: float = Field(
        description="Dollars that whole shares cost against the solver's fractions, "
        "before small trades are left out."
    )
    fractions_gap: float = Field(
        default=0.0,
        description="Distance of the solver's plan in fractions of shares from the "
        "bound of all such plans, dollars.",
    )
    fractions_bound: float | None = Field(
        default=None,
        description="No plan does better, in fractions of shares or in whole ones; "
        "none in results of earlier versions.",
    )
    bound_of: BoundOf = Field(
        default="fractions",
        description="What the bound was proven for: plans in fractions of shares, "
        "which holds for whole ones too, or whole shares alone.",
    )
    small_trades_cost: float = Field(
        default=0.0,
        description="Dollars that leaving out trades too small to make costs.",
    )


class PreferenceCost(Result):
    """Cost of a preference: the best objective without it, less the plan's; dollars."""

    preference: str = Field(
        description="Field of [preferences], or all for all of them together."
    )
    in_words: str = Field(description="What it asks for.")
    cost: float = Field(
        description="Between the plan and the best one found without the preference."
    )
    at_least: float = Field(description="What is proven: it costs no less.")
    at_most: float = Field(description="What is proven: it costs no more.")


class Plan(Displayed, Result):
    """The best schedule of a scenario."""

    version: int = PLAN_VERSION
    scenario: str
    status: Status = Field(description=STATUS_MEANS)
    objective: Objective
    actions: tuple[Action, ...]
    set_aside: tuple[SetAside, ...] = Field(
        default=(), description="Cash that the first year asks for, by date."
    )
    safe_harbor: SafeHarbor | None = Field(
        default=None, description="Of the first year, if the year before is given."
    )
    loan: LoanUse | None = Field(
        default=None, description="What is borrowed, if a loan is given."
    )
    cash_needed: CashNeeded | None = Field(
        default=None,
        description="The most that the plan has cost on any day; none in results of "
        "earlier versions.",
    )
    years: tuple[PlanYear, ...]
    totals: Totals
    proof: Proof
    assumptions: dict[str, str | float | int | list[int] | None]
    notes: tuple[str, ...]
    against: Changes | None = Field(
        default=None, description="What has changed since an earlier plan."
    )
    preference_costs: tuple[PreferenceCost, ...] = Field(
        default=(),
        description="Of each preference of the household; none without preferences.",
    )
    room: RoomSummary | None = Field(
        default=None,
        description="How many options the plan's first year has room for without AMT; "
        "none in results of earlier versions.",
    )
    firmness: Firmness | None = Field(
        default=None,
        description="How firm the first step is; none where it was not asked for.",
    )

    def __repr__(self) -> str:
        """Return name, worth and proof, short."""
        worth = f"worth {dollars(self.totals.after_tax_value)} after tax"
        if self.objective.name == "least_tax":
            worth = f"causes {dollars(self.objective.value)} of tax, present value"
        proof = in_short(self.status, self.objective.gap)
        actions = f"{len(self.actions)} action{'s' * (len(self.actions) != 1)}"
        return f"<Plan {self.scenario!r}: {worth}, {proof}, {actions}>"

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def to_rows(self, part: Literal["years", "actions"] = "years") -> list[Row]:
        """Return one plain row a year, or one an action, for a data frame.

        Dates are ``datetime.date``, amounts dollars. The numbers behind an action's
        ``why`` stand beside it, in columns that begin with ``why_``.
        """
        if part not in ("years", "actions"):
            raise ValueError(f"part is {part!r}; give 'years' or 'actions'")
        if part == "years":
            return [year.model_dump() for year in self.years]
        return [row_of(action) for action in self.actions]

    def answer(self, time_limit_s: float | None = None) -> str:
        """Return the plan in a sentence or two.

        Args:
            time_limit_s: The limit of the solve, seconds; the time taken if left out.
        """
        exercised: dict[int, int] = defaultdict(int)
        for action in self.actions:
            if action.kind == "exercise":
                exercised[action.date.year] += action.shares
        if exercised:
            years = [
                f"{count:,} options in {year}" for year, count in exercised.items()
            ]
            what = "Exercise " + in_a_row(years)
        else:
            what = "Exercise nothing"
        given, sold = self._shares("give"), self._shares("sell")
        paid_out, lost = self._shares("cash_out"), self._shares("write_off")
        also = [f"give {given:,} shares"] * bool(given)
        also += [f"sell {sold:,}" + " shares" * (not given)] * bool(sold)
        also += [f"have {paid_out:,} options cashed out"] * bool(paid_out)
        also += [f"write off {lost:,} shares"] * bool(lost)
        what += f" and {in_a_row(also)} in all." if also else "."
        value = f"After tax: {dollars(self.totals.after_tax_value)}, present value."
        if self.objective.name == "least_tax":
            tax = dollars(self.objective.value)
            value = f"Tax caused: {tax}, present value. {value}"
        return f"{what} {value} {self.verdict(time_limit_s)}"

    def _shares(self, kind: str) -> int:
        """Return the shares of all actions of a kind."""
        return sum(action.shares for action in self.actions if action.kind == kind)

    def verdict(self, time_limit_s: float | None = None) -> str:
        """Return what was proven, in a sentence.

        Args:
            time_limit_s: The limit of the solve, seconds; the time taken if left out.
        """
        proof, objective = self.proof, self.objective
        verdict = Verdict(
            status=self.status,
            gap=objective.gap,
            gap_part=objective.gap_part,
            fractions_gap=proof.fractions_gap,
            whole_shares_cost=proof.rounding_cost,
            small_trades_cost=proof.small_trades_cost,
            bound_of=proof.bound_of,
            seconds=round(proof.seconds) if time_limit_s is None else time_limit_s,
        )
        return verdict.sentence

    def table(self) -> ShownTable:
        """Return one row a year, down to the last one that the plan still changes."""
        shown = self.years[: years_shown(self.years)]
        notes = []
        if any(year.projected for year in shown):
            notes.append("* the law's figures are projected by the assumed inflation")
        if any(year.run_off for year in shown):
            notes.append("+ run-off: nothing is decided, what is left over comes back")
        if any(year.credit_wiped_out for year in shown):
            notes.append(
                "credit made below zero wipes out credit, as far as there is any"
            )
        label = ("year", _marked_year)
        return table_of(YEAR_COLUMNS, shown, label, totals=self.totals, notes=notes)


def row_of(action: Action) -> Row:
    """Return an action as one plain row."""
    row = action.model_dump(exclude={"reason"})
    behind = {} if action.reason is None else action.reason.model_dump()
    return row | {f"why_{name}": behind.get(name) for name in Why.model_fields}


def _marked_year(year: PlanYear) -> str:
    """Return a year with the marks that the table's notes explain."""
    return f"{year.year}{'*' * year.projected}{'+' * year.run_off}"
