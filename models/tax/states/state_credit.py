"""A state's minimum tax credit for one year, whatever its rule."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount
from isoplan.models.law.state_law import AmtForm, StateLaw
from isoplan.models.tax.states.colorado import colorado_credit
from isoplan.models.tax.states.state_return import StateReturn


@dataclass(frozen=True, slots=True)
class StateCredit:
    """A state's minimum tax credit, dollars.

    Attributes:
        carried_in: From earlier years.
        generated: By the year's AMT; may be negative.
        limit: The most that may be used.
        used: Against the year's tax.
        carried_out: To the next year, what was generated included.
    """

    carried_in: Amount = 0.0
    generated: Amount = 0.0
    limit: Amount = 0.0
    used: Amount = 0.0
    carried_out: Amount = 0.0


def state_credit(
    tax: StateReturn, law: StateLaw, carried_in: Amount, federal_credit_used: Amount
) -> StateCredit:
    """Return a state's credit of the year (dollars).

    Without a minimum tax there is none. Colorado's is a share of the federal one, and
    what is not used of it is lost.

    Args:
        tax: The state's tax of the year.
        law: Figures of the state.
        carried_in: Credit of earlier years, dollars.
        federal_credit_used: Form 8801 line 25, dollars.

    Source: FTB 3510 (California), M1MTC (Minnesota), CT-8801 (Connecticut), DR 0104CR
        (Colorado).
    """
    if law.amt is None or tax.minimum_tax is None:
        return StateCredit()
    if law.amt.form is AmtForm.DR_0104AMT:
        used = colorado_credit(federal_credit_used, tax.total, law.amt)
        return StateCredit(limit=tax.total, used=used)
    form = tax.minimum_tax.credit(carried_in)
    return StateCredit(
        carried_in=form.line_21,
        generated=form.line_18,
        limit=form.line_24,
        used=form.line_25,
        carried_out=form.line_26,
    )
