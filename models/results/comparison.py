"""The result of a comparison: the plan beside the schedules people follow."""

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.plan import Action

COMPARISON_VERSION = 2


class Causes(Result):
    """Why a schedule is worth less than the plan; present value, dollars.

    Positive amounts speak for the plan; together they are the whole difference.
    """

    regular_tax: float
    amt: float
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


class ComparedSchedule(Result):
    """One schedule, carried to the end of run-off; dollars."""

    name: str
    after_tax_value: float
    total_tax: float
    tax_caused: float
    amt: float
    credit_used: float
    credit_carryforward_out: float
    state_tax_after_credit: float = Field(
        default=0.0, description="All state tax after credits."
    )
    state_amt: float = 0.0
    state_credit_used: float = Field(
        default=0.0, description="State minimum tax credit used."
    )
    state_credit_carryforward_out: float = Field(
        default=0.0, description="State credit that run-off does not recover."
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
        description="Whether it sells as many shares as the plan sells and gives; "
        "under least_tax only such schedules compare."
    )
    worse_by: float = Field(description="After-tax value of the plan less its own.")
    causes: Causes
    note: str
    actions: tuple[Action, ...]


class Comparison(Result):
    """The plan first, then the schedules people follow, then the user's own."""

    version: int = COMPARISON_VERSION
    scenario: str
    status: str = Field(description="Of the plan: optimal or feasible.")
    objective: str = Field(description="after_tax_value or least_tax.")
    schedules: tuple[ComparedSchedule, ...]
    assumptions: dict[str, str | float | int | list[int] | None]
    notes: tuple[str, ...]
