"""What a plan asks for in cash, and which safe harbor it rests on."""

from isoplan.models.base.cents import HALF_A_CENT
from isoplan.models.results.plan import CashNeeded, LoanUse, SafeHarbor, SetAside
from isoplan.models.situation import Situation
from isoplan.models.tax.payments.estimated_tax import (
    asks_for_installments,
    prior_year_is_enough,
)
from isoplan.optimizer.columns.by_day import cash_by_day
from isoplan.optimizer.pricing.cash import most_cash
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.pricing.tax_payments import caused_payments, required_payment


def set_aside(
    situation: Situation, evaluated: EvaluatedSchedule
) -> tuple[SetAside, ...]:
    """Return by date the cash that the plan's first year asks for.

    Exercises that a sale of the same day does not pay, and the tax of that year that
    the plan causes; all other tax is paid from other income.
    """
    first = situation.plan.start.year
    moved = cash_by_day(evaluated.columns).moved_by(evaluated.shares)
    entries = [
        SetAside(date=day, amount=-net, what="exercise")
        for day, net in moved.items()
        if day.year == first and net < -HALF_A_CENT
    ]
    caused = caused_payments(
        situation, evaluated.evaluated_years.taxed_years, evaluated.baseline.taxed_years
    )
    entries += [
        SetAside(date=each.day, amount=float(each.amount), what=each.what)
        for each in caused
        if each.year == first and each.amount > HALF_A_CENT
    ]
    return tuple(
        each.model_copy(update={"amount": round(each.amount, 2)})
        for each in sorted(entries, key=lambda each: (each.date, each.what))
    )


def safe_harbor(
    situation: Situation, evaluated: EvaluatedSchedule
) -> SafeHarbor | None:
    """Return the first year's safe harbor; None without the year before."""
    years = evaluated.evaluated_years.taxed_years
    form = required_payment(situation, years[0], years, evaluated.baseline.taxed_years)
    if form is None:
        return None
    law = situation.law(years[0].node.year).estimated_tax
    return SafeHarbor(
        year=years[0].node.year,
        tax=round(float(form.line_4), 2),
        amt=round(
            float(evaluated.evaluated_years.years[0].returns.tax.form_6251.line_11), 2
        ),
        current_year_amount=round(float(form.line_5), 2),
        prior_year_amount=round(float(form.line_8), 2),
        required=round(float(form.line_9), 2),
        withheld=round(float(form.line_6), 2),
        covers_amt=prior_year_is_enough(form),
        nothing_due=not asks_for_installments(form, law),
    )


def loan_use(situation: Situation, evaluated: EvaluatedSchedule) -> LoanUse | None:
    """Return what the plan borrows; None without a loan."""
    if situation.household.loan is None:
        return None
    most = max(evaluated.cash, key=lambda each: float(each.owed), default=None)
    if most is None or most.owed <= HALF_A_CENT:
        return LoanUse(most=0.0, on=None, interest=0.0)
    return LoanUse(
        most=round(float(most.owed), 2),
        on=most.day,
        interest=evaluated.totals.interest,
    )


def cash_needed(situation: Situation, evaluated: EvaluatedSchedule) -> CashNeeded:
    """Return the most that the plan has cost on any day."""
    amount, on = most_cash(situation, evaluated.cash)
    return CashNeeded(amount=amount, on=on)
