"""The plan of an uncertain future: what ``isoplan plan --json`` prints of branches.

Its fields are kept stable under ``version``: a field may be added within a version,
never changed or removed.
"""

from dataclasses import replace
from datetime import date
from typing import Literal

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.display import (
    Column,
    Displayed,
    Row,
    ShownTable,
    table_of,
)
from isoplan.models.results.firmness import Firmness
from isoplan.models.results.number_text import dollars, in_a_row, whole
from isoplan.models.results.plan import (
    Action,
    CashNeeded,
    LoanUse,
    Objective,
    Plan,
    Proof,
    SafeHarbor,
    SetAside,
    row_of,
)
from isoplan.models.results.plan_years import PlanYear, Totals
from isoplan.models.results.verdict import STATUS_MEANS, Status, Verdict, in_short

OUTCOMES_VERSION = 1
OF_OPTIONS = ("exercise", "cash_out")
"""Kinds of action that are of options, not of a lot."""
NOT_PLAIN = {
    *("pieces", "nodes", "set_aside", "safe_harbor", "loan", "actions", "years"),
    *("totals", "cash_needed"),
}
"""Fields of an outcome that are more than a number, a day or a word."""


class PieceOfPlan(Result):
    """What is done in one piece of future, the same in every outcome through it."""

    number: int
    name: str = Field(
        description="Of the branch; empty for the piece before all branches."
    )
    parent: int | None = Field(description="Number of the piece that it parts from.")
    begins: date
    until: date = Field(description="Last day before the future parts again, or ends.")
    probability: float = Field(description="Of coming to it.")
    actions: tuple[Action, ...]


class NodeOfPlan(Result):
    """One tax year, with the piece of future in which it ends; dollars."""

    index: int
    parent: int | None = Field(description="Index of the year before it.")
    year: int
    piece: int = Field(description="Number of the piece.")
    probability: float = Field(description="Of coming to it.")
    run_off: bool
    total_tax: float
    tax_caused: float
    amt: float
    credit_used: float
    credit_carryforward_out: float


class OutcomeOfPlan(Result):
    """One outcome of the plan; dollars."""

    name: str
    probability: float
    value: float = Field(description="Present value after tax.")
    cash_needed: CashNeeded
    lowest_cash: float | None = Field(
        description="Cash above its floor at its lowest, a loan included; none where "
        "the household does not say what cash it has."
    )
    lowest_cash_on: date | None
    amt: float = Field(description="Paid in all years, a state's included.")
    amt_on_vanished_gains: float = Field(
        description="The part of it paid on gains that were there at exercise and "
        "never came: of each year's AMT, as much as of the year's bargain element."
    )
    credit_carryforward_out: float = Field(
        description="Credit that is left after run-off."
    )
    pieces: tuple[int, ...] = Field(description="Numbers of the pieces on its way.")
    nodes: tuple[int, ...] = Field(description="Indexes of its nodes.")
    set_aside: tuple[SetAside, ...] = Field(
        default=(), description="Cash that the first year asks for, by date."
    )
    safe_harbor: SafeHarbor | None = Field(
        default=None, description="Of the first year, if the year before is given."
    )
    loan: LoanUse | None = Field(
        default=None, description="What is borrowed, if a loan is given."
    )
    actions: tuple[Action, ...]
    years: tuple[PlanYear, ...]
    totals: Totals


class Beside(Result):
    """What another way of deciding comes to, outcome by outcome; dollars."""

    name: str
    expected: float = Field(description="Mean over the outcomes.")
    worst: float
    values: tuple[float, ...] = Field(description="In the order of the outcomes.")
    amt_on_vanished_gains: float = Field(
        description="The same as of an outcome, where it is most."
    )


class Between(Result):
    """An amount that is proven to lie between two; dollars."""

    least: float
    most: float

    def __str__(self) -> str:
        """Return it in words."""
        if self.most - self.least < 1.0:
            return dollars(self.most)
        return f"{dollars(self.least)} to {dollars(self.most)}"


class FloorOfPlan(Result):
    """A floor under what the outcomes are worth, and what it costs; dollars."""

    preference: str = Field(description="Field of [preferences].")
    in_words: str
    part: float = Field(
        description="Of the outcomes, by probability, whose mean value has the floor; "
        "0 for the worst outcome alone."
    )
    at_least: float = Field(description="The floor.")
    value: float = Field(description="What that part is worth in this plan.")
    cost: Between | None = Field(
        description="What the best plan without the floor is worth more on average; "
        "none if not known."
    )


class WorthOfIt(Result):
    """What adapting, modeling and knowing are worth; dollars, none if not known."""

    adapting: Between | None = Field(
        description="Over the best schedule that is the same in every outcome."
    )
    modeling: Between | None = Field(
        description="VSS: over the first steps of the plan for the one path of the "
        "file without branches, planned anew when the future parts."
    )
    knowing: Between | None = Field(
        description="EVPI: what it would add to know the outcome from the start."
    )
    floors: tuple[FloorOfPlan, ...] = Field(
        default=(), description="What each floor under the outcomes costs."
    )
    notes: tuple[str, ...] = Field(
        default=(), description="Why one of them is not known."
    )


OUTCOME_COLUMNS = (
    Column("probability", "probability", total="", cell="{:.4g}".format),
    Column("value $", "value", total="value"),
    Column("cash needed $", "cash_needed", total="", cell=lambda e: whole(e.amount)),
    Column("AMT $", "amt", total=""),
    Column("on vanished gains $", "amt_on_vanished_gains", total=""),
    Column("credit left $", "credit_carryforward_out", total=""),
)


class OutcomesPlan(Displayed, Result):
    """The best adapted plan of a scenario whose future may part."""

    version: int = OUTCOMES_VERSION
    scenario: str
    status: Status = Field(description=STATUS_MEANS)
    objective: Objective = Field(description="The expected value.")
    parts_on: date = Field(description="First day on which the future parts.")
    pieces: tuple[PieceOfPlan, ...]
    nodes: tuple[NodeOfPlan, ...]
    outcomes: tuple[OutcomeOfPlan, ...]
    beside: tuple[Beside, ...] = Field(
        default=(),
        description="The first steps of the one-path plan, and what people do.",
    )
    worth: WorthOfIt
    proof: Proof
    assumptions: dict[str, str | float | int | list[int] | None]
    notes: tuple[str, ...] = ()
    firmness: Firmness | None = Field(
        default=None,
        description="How firm the first step is, before the future parts; none where "
        "it was not asked for.",
    )

    def __repr__(self) -> str:
        """Return name, worth and proof, short."""
        worth = f"worth {dollars(self.objective.value)} after tax on average"
        proof = in_short(self.status, self.objective.gap)
        count = f"{len(self.outcomes)} outcomes"
        return f"<OutcomesPlan {self.scenario!r}: {worth}, {proof}, {count}>"

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def answer(self, time_limit_s: float | None = None) -> str:
        """Return what to do now and what the bet comes to, in a few sentences.

        Args:
            time_limit_s: The limit of the solve, seconds; the time taken if left out.
        """
        done = [
            f"{each.kind.replace('_', ' ')} {each.shares:,} of "
            f"{each.options if each.kind in OF_OPTIONS else each.lot} on {each.date}"
            for each in self.now.actions
        ]
        worst = self.worst
        return (
            f"Before anything becomes known, on {self.parts_on}: "
            f"{in_a_row(done) if done else 'do nothing'}. After tax: "
            f"{dollars(self.objective.value)} on average over {len(self.outcomes)} "
            f"outcomes, present value; at worst {dollars(worst.value)}, "
            f"{worst.name!r}. {self.verdict(time_limit_s)}"
        )

    def table(self) -> ShownTable:
        """Return one row an outcome, and the mean of their values."""

        def name(each: OutcomeOfPlan) -> str:
            return each.name + " (worst)" * (each is self.worst)

        label = ("outcome", name)
        shown = table_of(
            OUTCOME_COLUMNS, self.outcomes, label, totals=self.objective, left=1
        )
        return replace(shown, total=("on average", *shown.total[1:]))

    def to_rows(
        self, part: Literal["outcomes", "actions", "years"] = "outcomes"
    ) -> list[Row]:
        """Return plain rows for a data frame: an outcome, an action or a year each.

        An action stands once, with the piece of future in which it is done; a year with
        each outcome.

        Args:
            part: Which rows.

        Raises:
            ValueError: If the part is none of these.
        """
        if part == "outcomes":
            return [_row_of(each) for each in self.outcomes]
        if part == "actions":
            return [
                {"piece": piece.number, "branch": piece.name, **row_of(action)}
                for piece in self.pieces
                for action in piece.actions
            ]
        if part == "years":
            return [
                {"outcome": each.name, **year.model_dump()}
                for each in self.outcomes
                for year in each.years
            ]
        raise ValueError(f"part is {part!r}; give 'outcomes', 'actions' or 'years'")

    @property
    def now(self) -> PieceOfPlan:
        """Return what is done before the future parts."""
        return self.pieces[0]

    @property
    def worst(self) -> OutcomeOfPlan:
        """Return the outcome that is worth least."""
        return min(self.outcomes, key=lambda each: each.value)

    def plan_of(self, outcome: OutcomeOfPlan) -> Plan:
        """Return one outcome as the plan of its one path; its proof is the tree's.

        Its objective is the outcome's value, of which no bound by itself is known: the
        bound shown is the value, and the gap nothing.

        Args:
            outcome: Of this plan.
        """
        value = outcome.value
        return Plan(
            scenario=f"{self.scenario}: {outcome.name}",
            status=self.status,
            objective=Objective(
                name="after_tax_value", value=value, bound=value, gap=0.0
            ),
            actions=outcome.actions,
            set_aside=outcome.set_aside,
            safe_harbor=outcome.safe_harbor,
            loan=outcome.loan,
            cash_needed=outcome.cash_needed,
            years=outcome.years,
            totals=outcome.totals,
            proof=self.proof,
            assumptions=self.assumptions,
            notes=(),
        )

    def verdict(self, time_limit_s: float | None = None) -> str:
        """Return what was proven, in a sentence.

        Args:
            time_limit_s: The limit of the solve, seconds; the time taken if left out.
        """
        proof = self.proof
        verdict = Verdict(
            status=self.status,
            gap=self.objective.gap,
            gap_part=self.objective.gap_part,
            fractions_gap=proof.fractions_gap,
            whole_shares_cost=proof.rounding_cost,
            small_trades_cost=proof.small_trades_cost,
            bound_of=proof.bound_of,
            seconds=round(proof.seconds) if time_limit_s is None else time_limit_s,
        )
        return verdict.sentence


def _row_of(outcome: OutcomeOfPlan) -> Row:
    """Return an outcome as one plain row."""
    row = {
        name: getattr(outcome, name)
        for name in OutcomeOfPlan.model_fields
        if name not in NOT_PLAIN
    }
    needed = outcome.cash_needed
    return row | {"cash_needed": needed.amount, "cash_needed_on": needed.on}
