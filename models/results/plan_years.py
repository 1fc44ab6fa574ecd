"""A plan year by year, and its sums."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from isoplan.models.results.base import Result

NOTHING_LEFT = 0.5
"""Dollars of credit, or of tax, that count as none."""


class PlanYear(Result):
    """One tax year; dollars."""

    year: int
    projected: bool = Field(description="Whether the law's figures are projected.")
    run_off: bool = Field(description="Whether the year is past the last decision.")
    exercised: int = Field(description="Options exercised.")
    sold: int = Field(description="Shares sold.")
    given: int = Field(default=0, description="Shares given to charity.")
    cashed_out: int = Field(
        default=0, description="Options that a buyer of the company cashes out."
    )
    written_off: int = Field(
        default=0, description="Shares that are worthless by the end of the year."
    )
    deduction_taken: Literal["standard", "itemized"] = Field(
        default="standard", description="Which deduction the federal return takes."
    )
    deduction_amount: float = Field(
        default=0.0, description="The deduction, Form 1040 line 12."
    )
    deduction_saved: float = Field(
        default=0.0,
        description="Present value of the tax of all years that this election saves "
        "against the other one; zero where there is no choice.",
    )
    regular_tax: float = Field(description="Form 6251 line 10.")
    tentative_minimum_tax: float = Field(description="Form 6251 line 9.")
    amt: float = Field(description="Form 6251 line 11.")
    nonrefundable_credits: float = Field(
        default=0.0,
        description="Child tax credit, credit for other dependents and other "
        "nonrefundable credits used, without the minimum tax credit.",
    )
    credit_generated: float = Field(
        description="AMT of the year less its exclusion part, which is line 18 of the "
        "Form 8801 filed for the next year; may be negative."
    )
    credit_used: float = Field(description="Form 8801 line 25.")
    credit_wiped_out: float = Field(
        default=0.0,
        description="Credit that a negative credit_generated takes away for good.",
    )
    credit_carryforward_out: float = Field(
        description="Credit brought into the next year: line 21 of its Form 8801."
    )
    niit: float = Field(description="Form 8960 line 17.")
    additional_medicare_tax: float = Field(description="Form 8959 line 18.")
    payroll_tax: float = Field(
        default=0.0,
        description="Social security and Medicare tax on nonstatutory options and "
        "restricted units.",
    )
    state_tax_after_credit: float = Field(
        default=0.0, description="All state tax after credits, state AMT included."
    )
    state_amt: float = Field(default=0.0, description="State AMT.")
    state_credit_used: float = Field(
        default=0.0, description="State minimum tax credit used."
    )
    state_credit_wiped_out: float = Field(
        default=0.0, description="The same of state credit."
    )
    state_credit_carryforward_out: float = Field(
        default=0.0, description="State minimum tax credit carried on."
    )
    small_business_gain_excluded: float = Field(
        default=0.0,
        description="Gain on small business stock left out of federal income.",
    )
    total_tax: float = Field(description="All tax after credits, federal and state.")
    tax_caused: float = Field(
        description="Total tax less that of the year without any exercise or sale."
    )
    cash: float = Field(
        description="Proceeds, and cash saved by gifts of shares, less exercise cost "
        "less the tax caused by the year."
    )


class Totals(Result):
    """Sums over all years, run-off included; dollars."""

    after_tax_value: float = Field(
        description="Present value of proceeds less exercise cost less tax caused, "
        "and less interest on a loan."
    )
    total_tax: float
    tax_caused: float
    interest: float = Field(default=0.0, description="Interest paid on the loan.")
    amt: float
    nonrefundable_credits: float = Field(
        default=0.0,
        description="Child tax credit and others used, without the minimum tax credit.",
    )
    amt_without_credit: float = Field(
        default=0.0,
        description="The part of the AMT on exclusion items, which gives no credit.",
    )
    credit_brought: float = Field(
        default=0.0, description="Credit brought into the first year."
    )
    credit_used: float
    credit_wiped_out: float = Field(
        default=0.0, description="Credit that negative lines 18 take away for good."
    )
    credit_carryforward_out: float = Field(
        description="Out of the last year: credit left when run-off ends. The law sets "
        "no limit to it."
    )
    state_tax_after_credit: float = Field(
        default=0.0, description="All state tax after credits."
    )
    state_amt: float = 0.0
    state_credit_used: float = 0.0
    state_credit_wiped_out: float = Field(
        default=0.0, description="The same of state credit."
    )
    state_credit_carryforward_out: float = Field(
        default=0.0,
        description="Out of each state's last year: credit left when run-off ends.",
    )
    small_business_gain_excluded: float = Field(
        default=0.0,
        description="Gain on small business stock left out of federal income.",
    )


def years_shown(years: Sequence[PlanYear]) -> int:
    """Return how many years there are down to the last one that the plan still changes.

    In that one it decides, credit moves, or tax differs from that of the year without
    any exercise or sale: a loss carried on may lower it long after.

    Args:
        years: All of them, in order, run-off included.
    """
    return max(
        number
        for number, year in enumerate(years, start=1)
        if not year.run_off
        or year.credit_used
        or year.credit_generated
        or year.state_credit_used
        or abs(year.tax_caused) > NOTHING_LEFT
    )
