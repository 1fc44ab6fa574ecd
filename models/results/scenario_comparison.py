"""The result of comparing whole scenarios: the plan of each beside the first one's."""

from datetime import date
from functools import reduce

from pydantic import Field

from isoplan.models.results.base import Result
from isoplan.models.results.display import Column, Displayed, Row, ShownTable, table_of
from isoplan.models.results.number_text import dollars, in_a_row
from isoplan.models.results.plan import Action, CashNeeded
from isoplan.models.results.verdict import STATUS_MEANS, Status

SCENARIO_COMPARISON_VERSION = 1


def _signed(amount: float | None) -> str:
    """Return a difference with its sign; a dash where there is none to take."""
    if amount is None:
        return "-"
    return f"{round(amount):+,}" if round(amount) else "0"


def _or_dash(value: object) -> str:
    return "-" if value is None else str(value)


SCENARIO_COLUMNS = (
    Column("worth after tax $", "after_tax_value"),
    Column("more than the first $", "more_than_first", cell=_signed),
    Column("tax caused $", "tax_caused"),
    Column("all tax $", "total_tax"),
    Column("AMT $", "amt"),
    Column("credit used $", "credit_used"),
    Column("AMT credit left $", "credit_carryforward_out"),
    Column("credit gone in", "credit_gone_in", cell=_or_dash),
    Column("cash needed $", "cash_needed.amount"),
    Column("on", "cash_needed.on", cell=_or_dash),
)
"""The scenarios as a table; those without a plan are left out."""


class ChangedField(Result):
    """A field of the scenario file that differs from the first scenario's."""

    path: str = Field(description="Such as household.state or grants[0].strike.")
    first: str = Field(description="In the first scenario; empty if it is not there.")
    here: str = Field(description="In this one; empty if it is not there.")


class FirstDifference(Result):
    """The first day on which two plans act otherwise."""

    on: date
    first: tuple[Action, ...] = Field(description="Of the first scenario's plan.")
    here: tuple[Action, ...] = Field(description="Of this one's.")


class PlannedScenario(Result):
    """The plan of one scenario, in short; dollars."""

    status: Status = Field(description=STATUS_MEANS)
    gap: float = Field(description="Distance of the plan's value and its bound.")
    objective: str = Field(description="after_tax_value or least_tax.")
    start: date = Field(description="First day of the plan; values are of that day.")
    after_tax_value: float
    more_than_first: float | None = Field(
        description="After-tax value less that of the first scenario; none if that one "
        "has no plan."
    )
    total_tax: float = Field(description="All tax, that on other income included.")
    tax_caused: float
    amt: float
    credit_used: float
    credit_carryforward_out: float = Field(description="Credit left when run-off ends.")
    credit_gone_in: int | None = Field(
        description="Year in which the last credit is used; none if there is none or "
        "some is left."
    )
    cash_needed: CashNeeded
    first_actions: tuple[Action, ...] = Field(
        description="Of the first day on which the plan does something."
    )
    first_difference: FirstDifference | None = Field(
        description="Beside the first scenario's plan; none if both do the same."
    )


class ComparedScenario(Result):
    """One scenario: how its file differs, and its plan or why there is none."""

    file: str
    scenario: str = Field(description="Its name.")
    changed_fields: tuple[ChangedField, ...] = Field(
        description="Fields that differ from the first scenario's file."
    )
    plan: PlannedScenario | None = Field(description="None if there is no plan.")
    error: str = Field(default="", description="Why there is no plan.")


class ScenarioComparison(Displayed, Result):
    """Whole scenarios side by side, each with its own plan, in the order given."""

    version: int = SCENARIO_COMPARISON_VERSION
    scenarios: tuple[ComparedScenario, ...]
    notes: tuple[str, ...]

    def __str__(self) -> str:
        """Return the answer."""
        return self.answer()

    def answer(self) -> str:
        """Return in a sentence what each scenario is worth beside the first."""
        first, *others = self.scenarios
        if first.plan is None:
            return f"{first.file} has no plan, so nothing is compared with it."
        worth = f"{first.file} is worth {dollars(first.plan.after_tax_value)} after tax"
        parts = [_beside_first(each) for each in others if each.plan is not None]
        return f"{worth}; {in_a_row(parts)}." if parts else f"{worth}."

    def table(self) -> ShownTable:
        """Return one row a scenario that has a plan."""
        planned = [each for each in self.scenarios if each.plan is not None]
        return table_of(
            SCENARIO_COLUMNS,
            planned,
            ("scenario", lambda each: each.file),
            left=1,
            read=_of_plan,
        )

    def to_rows(self) -> list[Row]:
        """Return one plain row a scenario, for a data frame; amounts are dollars."""
        left_out = {"cash_needed", "first_actions", "first_difference"}
        rows: list[Row] = []
        for each in self.scenarios:
            row: Row = {"file": each.file, "scenario": each.scenario}
            if each.plan is not None:
                row |= each.plan.model_dump(exclude=left_out)
                row["cash_needed"] = each.plan.cash_needed.amount
            rows.append(row | {"error": each.error})
        return rows


def _of_plan(scenario: ComparedScenario, path: str) -> object:
    """Return a field of a scenario's plan, or of what the plan holds."""
    return reduce(getattr, path.split("."), scenario.plan)


def _beside_first(scenario: ComparedScenario) -> str:
    """Return what a scenario is worth more or less than the first."""
    more = scenario.plan.more_than_first if scenario.plan else None
    if more is None or not round(more):
        return f"{scenario.file} as much"
    return f"{scenario.file} {dollars(abs(more))} {'more' if more > 0 else 'less'}"
