"""The plan of an uncertain future: what ``isoplan plan --json`` prints of branches.

Its fields are kept stable under ``version``: a field may be added within a version,
never changed or removed.
"""

from datetime import date

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.number_text import dollars
from isoplan.models.results.plan import (
    Action,
    CashNeeded,
    Objective,
    Proof,
    SetAside,
)
from isoplan.models.results.plan_years import PlanYear, Totals
from isoplan.models.results.verdict import STATUS_MEANS, Status, Verdict

OUTCOMES_VERSION = 1


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


class OutcomesPlan(Result):
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

    @property
    def now(self) -> PieceOfPlan:
        """Return what is done before the future parts."""
        return self.pieces[0]

    @property
    def worst(self) -> OutcomeOfPlan:
        """Return the outcome that is worth least."""
        return min(self.outcomes, key=lambda each: each.value)

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
