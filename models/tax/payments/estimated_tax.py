"""Form 2210: how much of a year's tax must be paid before the balance is due.

Lines have the numbers of the forms since 2021; line 10 was line 18 before.

The regular method, on which each installment is a quarter of the required annual
payment. The annualized income method (Schedule AI), which asks for less early in a year
whose income comes late, is left out: what stands here is always enough.
"""

from dataclasses import dataclass
from datetime import date

from isoplan.models.amounts.amounts import Amount, excess, lesser_of
from isoplan.models.base.cents import HALF_A_CENT
from isoplan.models.law.payment_law import EstimatedTaxLaw


@dataclass(frozen=True, slots=True)
class Form2210:
    """Part I, dollars.

    Attributes:
        line_4: The year's tax after credits: regular tax, AMT, and surtaxes.
        line_5: The part of it that is enough.
        line_6: Withheld.
        line_7: Tax less withholding.
        line_8: The part of last year's tax that is enough: the prior-year safe harbor.
        line_9: Required annual payment: the smaller of lines 5 and 8.
        installments: Required beyond withholding, all installments together.
    """

    line_4: Amount
    line_5: Amount
    line_6: Amount
    line_7: Amount
    line_8: Amount
    line_9: Amount
    installments: Amount


def prior_year_share(prior_income: float, law: EstimatedTaxLaw) -> float:
    """Return the part of last year's tax that is enough.

    Args:
        prior_income: Last year's adjusted gross income, dollars.
        law: Figures of the filing status.

    Source: Form 2210 line 8; IRC 6654(d)(1)(B)(ii), (d)(1)(C).
    """
    high = prior_income > law.high_income_from
    return law.high_income_share if high else law.prior_year_share


def form_2210(
    tax: Amount,
    *,
    withheld: Amount,
    prior_tax: Amount,
    share_of_prior: float,
    law: EstimatedTaxLaw,
) -> Form2210:
    """Work out the required annual payment and what installments must bring.

    Withholding counts as paid in equal parts on the installment dates. That nothing is
    asked for where line 7 is below a limit is :func:`is_small`: taken into the
    installments, it would make them jump.

    Args:
        tax: The year's income tax after credits, AMT and surtaxes included; dollars.
        withheld: Income tax withheld from all wages of the year, dollars.
        prior_tax: The same tax of the year before, a year of twelve months; dollars.
        share_of_prior: See :func:`prior_year_share`.
        law: Figures of the filing status.

    Source: Form 2210 lines 4 to 10; IRC 6654(d)(1), (f), (g)(1).
    """
    line_5 = law.current_year_share * tax
    line_8 = share_of_prior * prior_tax
    line_9 = lesser_of(line_5, line_8)
    return Form2210(
        line_4=tax,
        line_5=line_5,
        line_6=withheld,
        line_7=tax - withheld,
        line_8=line_8,
        line_9=line_9,
        installments=excess(line_9, withheld),
    )


def is_small(form: Form2210, law: EstimatedTaxLaw) -> bool:
    """Return whether so little is left after withholding that nothing is asked for.

    Source: Form 2210 line 7; IRC 6654(e)(1).
    """
    return bool(form.line_7 < law.least_balance)


def withholding_is_enough(form: Form2210) -> bool:
    """Return whether withholding alone brings the required annual payment.

    Source: Form 2210 lines 6 and 9; IRC 6654(d)(1), (g)(1).
    """
    return bool(form.installments <= HALF_A_CENT)


def asks_for_installments(form: Form2210, law: EstimatedTaxLaw) -> bool:
    """Return whether anything must be paid in installments beyond withholding.

    Source: Form 2210 lines 7 and 9; IRC 6654(d)(1), (e)(1), (g)(1).
    """
    return not (withholding_is_enough(form) or is_small(form, law))


def required_installment(form: Form2210, law: EstimatedTaxLaw) -> Amount:
    """Return what each installment date asks for, withholding included (dollars).

    Source: Form 2210 line 10; IRC 6654(d)(1)(A).
    """
    return law.installment_share * form.line_9


def prior_year_is_enough(form: Form2210) -> bool:
    """Return whether last year's tax is the measure, whatever this year's comes to.

    Then only line 8 must be paid in the year, and all tax beyond it, the AMT of an
    exercise for one, may wait for the balance.

    Source: Form 2210 line 9; IRC 6654(d)(1)(B).
    """
    return bool(form.line_8 < form.line_5)


def installments_due(
    year: int, first_day: date, law: EstimatedTaxLaw
) -> list[tuple[date, float]]:
    """Return the installment dates from a day on, and the part due on each.

    What was due before that day is caught up on the first date after it, which ends the
    penalty for it. Parts are of all installments, and add up to one; none are left when
    the last date has passed.

    Source: Form 2210 lines 10 to 18; IRC 6654(b)(2), (c)(2), (d)(1)(A).
    """
    days = law.dates(year)
    ahead = [day for day in days if day >= first_day]
    if not ahead:
        return []
    missed = len(days) - len(ahead)
    parts = [law.installment_share] * len(ahead)
    parts[0] += missed * law.installment_share
    return list(zip(ahead, parts, strict=True))


def installments_note(law: EstimatedTaxLaw) -> str:
    """Return what a reader must know of installments as a plan takes them.

    Source: Form 2210 lines 8 and 10; IRC 6654(d)(1).
    """
    return (
        "Installments are a quarter each of the required annual payment of federal "
        f"tax, after the first year by {law.high_income_share:.0%} of the tax before; "
        "state tax is paid with the balance."
    )
