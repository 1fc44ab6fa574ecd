"""A state's minimum tax credit for one year, whatever its rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.law.state_law import StateLaw
from isoplan.models.law.state_rules import AmtForm
from isoplan.models.tax.forms.minimum_tax_credit import (
    C,
    CreditByYear,
    CreditStep,
    by_year,
)
from isoplan.models.tax.states.colorado import colorado_credit
from isoplan.models.tax.states.state_return import StateReturn


@dataclass(frozen=True, slots=True)
class CreditedState(Generic[C]):
    """A state's tax of a year after its credit, dollars.

    Attributes:
        tax: All of it, the credit used.
        credit: Its own credit, carried from year to year; None where it gives none.
        share_of_federal: Credit that is a share of the federal one used.
    """

    tax: Amount
    credit: C | None = None
    share_of_federal: Amount = 0.0


def credited_state(
    tax: StateReturn,
    law: StateLaw,
    before: object,
    federal_credit_used: Callable[[], Amount],
    step: CreditStep[C],
) -> CreditedState[C]:
    """Return a state's tax of the year after its credit.

    Without a minimum tax there is no credit. Colorado's is a share of the federal one,
    and what is not used of it is lost.

    Args:
        tax: The state's tax of the year.
        law: Figures of the state.
        before: What is carried in, as the step takes it.
        federal_credit_used: Returns Form 8801 line 25, dollars; called if needed.
        step: Form of the credit: by year, or in running totals.

    Source: FTB 3510 (California), M1MTC (Minnesota), CT-8801 (Connecticut), DR 0104CR
        (Colorado).
    """
    if law.amt is None or tax.minimum_tax is None:
        return CreditedState(tax.total)
    if law.amt.form is AmtForm.DR_0104AMT:
        used = colorado_credit(federal_credit_used(), tax.total, law.amt)
        return CreditedState(tax.total - used, share_of_federal=used)
    credit = step(before, tax)
    return CreditedState(credit.tax, credit)


@dataclass(frozen=True, slots=True)
class StateCredit:
    """A state's minimum tax credit as its form has it, dollars.

    Attributes:
        carried_in: From earlier years.
        generated: By the year's AMT; may be negative.
        limit: The most that may be used.
        used: Against the year's tax.
        carried_out: To the next year, what was generated included.
        tax: All of the state's tax, the credit used.
    """

    carried_in: Amount = 0.0
    generated: Amount = 0.0
    limit: Amount = 0.0
    used: Amount = 0.0
    carried_out: Amount = 0.0
    tax: Amount = 0.0

    @property
    def wiped_out(self) -> Amount:
        """Return the credit that a negative amount generated takes away (dollars)."""
        return lesser_of(excess(-self.generated), self.carried_in - self.used)


def state_credit(
    tax: StateReturn, law: StateLaw, carried_in: Amount, federal_credit_used: Amount
) -> StateCredit:
    """Return a state's credit of the year as its form has it (dollars).

    Args:
        tax: The state's tax of the year.
        law: Figures of the state.
        carried_in: Credit of earlier years, dollars.
        federal_credit_used: Form 8801 line 25, dollars.

    Source: as :func:`credited_state`.
    """
    credited = credited_state(
        tax, law, carried_in, lambda: federal_credit_used, by_year
    )
    return state_credit_lines(credited, tax)


def state_credit_lines(
    credited: CreditedState[CreditByYear], tax: StateReturn
) -> StateCredit:
    """Return the lines of a state's credit (dollars).

    Args:
        credited: The state's year after its credit.
        tax: The state's tax of the year.
    """
    if credited.credit is None:
        minimum = tax.minimum_tax
        gives_share = minimum is not None and not minimum.carries_credit
        return StateCredit(
            limit=tax.total if gives_share else 0.0,
            used=credited.share_of_federal,
            tax=credited.tax,
        )
    form = credited.credit.form
    return StateCredit(
        carried_in=form.line_21,
        generated=form.line_18,
        limit=form.line_24,
        used=form.line_25,
        carried_out=form.line_26,
        tax=credited.tax,
    )
