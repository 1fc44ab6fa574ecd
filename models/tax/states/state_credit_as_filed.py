"""A state's minimum tax credit form as it is filed: it takes up the year before."""

from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, lesser_of
from isoplan.models.tax.forms.form_8801_as_filed import YearBefore
from isoplan.models.tax.states.state_credit import StateCredit
from isoplan.models.tax.states.state_return import StateReturn


@dataclass(frozen=True, slots=True)
class StateCreditAsFiled:
    """The credit form filed with a year's return of a state, dollars.

    Attributes:
        before: What it takes up of the last year in the state, by the lines of the
            federal form; None where the credit was given as one number.
        available: Credit brought into the year.
        limit: The most that the year can use.
        used: Credit used.
        carried_on: What is left; the year's own AMT is not in it yet.
    """

    before: YearBefore | None
    available: Amount
    limit: Amount
    used: Amount
    carried_on: Amount


def state_year_before(tax: StateReturn, credit: StateCredit) -> YearBefore:
    """Return what the next credit form of a state takes up of a year.

    Args:
        tax: The state's forms of the year.
        credit: Its credit, each amount in the year that causes it.

    Source: FTB 3510 lines 28 to 31, CT-8801 lines 20 to 25, M1MTC.
    """
    return YearBefore(
        line_15=tax.amt - credit.generated,
        line_16=tax.amt,
        line_19=credit.carried_in - credit.used,
    )


def state_credit_as_filed(
    before: YearBefore | None, credit: StateCredit
) -> StateCreditAsFiled:
    """Return the credit form that is filed with a state's return of a year (dollars).

    Args:
        before: The last year in the state; None where it is not known.
        credit: The year's credit, each amount in the year that causes it.

    Source: FTB 3510 line 32 and Schedule P (540) Part III, CT-8801 lines 26 to 30,
        M1MTC.
    """
    available = credit.carried_in if before is None else before.line_21
    used = lesser_of(available, credit.limit)
    return StateCreditAsFiled(
        before=before,
        available=available,
        limit=credit.limit,
        used=used,
        carried_on=available - used,
    )
