"""The one list of checks: what every schedule must pass before it is shown.

A check takes the evidence and yields findings, one sentence each. What the evidence
does not hold, such as a program for a common schedule, its checks pass over.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from isoplan.optimizer.checking import (
    act_checks,
    company_checks,
    deduction_checks,
    figure_checks,
    program_checks,
    sale_checks,
)
from isoplan.optimizer.preferences.registry import broken_preferences
from isoplan.optimizer.recount.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Check:
    """One rule that every schedule keeps.

    Attributes:
        name: What it is about.
        findings: Yields where a schedule breaks it.
        first: Whether the others have nothing to go by where it fails.
    """

    name: str
    findings: Callable[[Evidence], Iterator[str]]
    first: bool = False


def preferences(evidence: Evidence) -> Iterator[str]:
    """A plan keeps what the household prefers."""
    if evidence.keeps_limits:
        for broken in broken_preferences(evidence):
            yield f"the plan breaks a preference: {broken}"


CHECKS: tuple[Check, ...] = (
    Check("numbers", act_checks.numbers, first=True),
    Check("dates", act_checks.dates, first=True),
    Check("names", act_checks.names, first=True),
    Check("order", act_checks.order),
    Check("whole shares", act_checks.whole_shares),
    Check("start", act_checks.start),
    Check("vesting", act_checks.vesting),
    Check("exercise days", act_checks.exercise_days),
    Check("elections", act_checks.elections),
    Check("strikes", act_checks.strikes),
    Check("shares held", act_checks.shares_held),
    Check("vested shares", act_checks.vested_shares),
    Check("open days", sale_checks.open_days),
    Check("sale limits", sale_checks.sale_limits),
    Check("sale prices", sale_checks.sale_prices),
    Check("dispositions", sale_checks.dispositions),
    Check("exclusions", sale_checks.exclusions),
    Check("disposal", sale_checks.disposal),
    Check("gifts", sale_checks.gifts),
    Check("gift limits", sale_checks.gift_limits),
    Check("company's end", company_checks.company_end),
    Check("cash-outs", company_checks.cash_outs),
    Check("buyer's shares", company_checks.buyers_shares),
    Check("preferences", preferences),
    Check("earlier sales", figure_checks.earlier_sales),
    Check("pay of units", figure_checks.pay_of_units),
    Check("years", figure_checks.years),
    Check("deductions", deduction_checks.deductions),
    Check("totals", figure_checks.totals),
    Check("value", figure_checks.value),
    Check("first year's cash", figure_checks.first_year_cash),
    Check("safe harbor", figure_checks.safe_harbor),
    Check("loan", figure_checks.loan),
    Check("cash needed", figure_checks.cash_needed),
    Check("cash floor", program_checks.cash_floor),
    Check("program's cost", program_checks.program_cost),
    Check("program's cash", program_checks.program_cash),
    Check("bound", program_checks.bound),
)
"""All checks, in the order in which they run."""
