"""Form 2210 of each year: what had to be paid before the balance was due."""

from isoplan.models.filing.editions import edition, of_form_2210
from isoplan.models.filing.filed_forms import FiledForm, filed_form
from isoplan.models.law.payment_law import EstimatedTaxLaw
from isoplan.models.situation import Situation
from isoplan.models.tax.payments.estimated_tax import (
    Form2210,
    asks_for_installments,
    form_2210,
    is_small,
    prior_year_share,
    required_installment,
    withholding_is_enough,
)
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears
from isoplan.optimizer.pricing.tax_payments import required_payment


def forms_2210(
    situation: Situation, returns: EvaluatedYears, baseline: EvaluatedYears
) -> list[FiledForm | None]:
    """Return Part I of each year with the installment that it leads to.

    None where the year before is not known.

    A plan asks in later years for the share of high incomes, whatever the income was
    (see `required_payment`); the form asks for that of the income.

    Args:
        situation: Household, law and assumptions.
        returns: Every year's forms.
        baseline: The same without any exercise or sale.
    """
    years = returns.taxed_years
    found: list[FiledForm | None] = []
    for number, year in enumerate(years):
        form = required_payment(situation, year, years, baseline.taxed_years)
        law = situation.law(year.node.year).estimated_tax
        if form is not None and number:
            form = _by_income(form, returns.years[number - 1], law)
        found.append(None if form is None else _filed(form, year.node.year, law))
    return found


def _by_income(form: Form2210, before: EvaluatedYear, law: EstimatedTaxLaw) -> Form2210:
    """Return a form with the share of last year's tax that its income asks for."""
    agi = float(before.returns.tax.form_1040.line_11)
    return form_2210(
        form.line_4,
        withheld=form.line_6,
        prior_tax=before.income_tax,
        share_of_prior=prior_year_share(agi, law),
        law=law,
    )


def _filed(form: Form2210, year: int, law: EstimatedTaxLaw) -> FiledForm:
    enough = withholding_is_enough(form)
    why = "withholding is enough" if enough else "installments are due"
    if is_small(form, law):
        why = "too little is left to ask for installments"
    lines = [
        ("4", "Tax after credits, with AMT and surtaxes", form.line_4),
        ("5", f"{law.current_year_share:.0%} of it", form.line_5),
        ("6", "Withheld", form.line_6),
        ("7", "Line 4 less line 6", form.line_7),
        ("8", "Enough by the tax of the year before", form.line_8),
        ("9", "Required annual payment, the smaller of 5 and 8", form.line_9),
    ]
    if asks_for_installments(form, law):
        due = required_installment(form, law)
        number = of_form_2210("10", year)
        lines.append((number, "Required installment on each of its dates", due))
    return filed_form(f"Form 2210, Part I: {why}", lines, edition(year))
