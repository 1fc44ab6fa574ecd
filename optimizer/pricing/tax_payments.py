"""When a year's tax leaves the cash at hand: one walk for floats and traced amounts.

With ``tax_payments = "april"`` all of it on its due date. With ``"installments"`` as
the law asks for it: withheld from equity pay on its day, in installments at the
required annual payment, and the balance on the due date.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from isoplan.models.amounts.amounts import Amount, greater_of
from isoplan.models.situation import Situation
from isoplan.models.tax.payments.estimated_tax import (
    Form2210,
    form_2210,
    installments_due,
    prior_year_share,
)
from isoplan.models.tax.payments.payroll import payroll_tax
from isoplan.models.tax.payments.withholding import supplemental_withholding
from isoplan.optimizer.columns.year_nodes import YearNode, year_tree

What = Literal["withholding", "installment", "balance"]
TaxOnPay = Callable[[Amount], Amount]


@dataclass(frozen=True, slots=True)
class TaxedYear:
    """What must be known of a year to say when its tax is paid; dollars.

    Attributes:
        node: Which year.
        income_tax: Federal tax after credits, AMT and surtaxes included.
        payroll_tax: On equity pay.
        state_tax: After credits.
        fixed_pay: Equity pay that no decision moves: of units that vest, and of
            shares sold before the plan starts.
        option_pay: Equity pay from options by day, in order.
    """

    node: YearNode
    income_tax: Amount
    payroll_tax: Amount
    state_tax: Amount
    fixed_pay: Amount = 0.0
    option_pay: tuple[tuple[date, Amount], ...] = ()

    @property
    def tax(self) -> Amount:
        """Return all of it (dollars)."""
        return self.income_tax + self.payroll_tax + self.state_tax


@dataclass(frozen=True, slots=True)
class TaxPayment:
    """Tax that leaves the cash at hand on a day.

    Attributes:
        day: When.
        year: Tax year.
        what: Why.
        amount: Dollars; negative for a refund.
    """

    day: date
    year: int
    what: What
    amount: Amount


def tax_payments(
    situation: Situation, years: Sequence[TaxedYear], baseline: Sequence[TaxedYear]
) -> list[TaxPayment]:
    """Return the payments of all years in which something is decided, by year.

    Tax withheld from salaries and units is none of them. What a plan causes is the
    difference of two lists, see :func:`caused_payments`.

    Args:
        situation: Household, law and assumptions.
        years: All years, run-off included, as floats or traced amounts.
        baseline: The same without any exercise or sale, as floats.
    """
    payments: list[TaxPayment] = []
    for year in years:
        if not year.node.decides:
            continue
        if situation.plan.tax_payments == "april":
            due_on = year.node.tax_due_on
            payments.append(TaxPayment(due_on, year.node.year, "balance", year.tax))
        else:
            payments += _in_installments(situation, year, years, baseline)
    return payments


def caused_payments(
    situation: Situation, years: Sequence[TaxedYear], baseline: Sequence[TaxedYear]
) -> list[TaxPayment]:
    """Return a plan's payments less those of the household without it, by day.

    What was paid before the plan starts is the same with the plan and without.

    Args:
        situation: Household, law and assumptions.
        years: All years, run-off included, as floats or traced amounts.
        baseline: The same without any exercise or sale, as floats.
    """
    before = {
        (each.day, each.year, each.what): each.amount
        for each in tax_payments(situation, baseline, baseline)
    }
    payments = [
        replace(
            each,
            amount=each.amount - before.get((each.day, each.year, each.what), 0.0),
        )
        for each in tax_payments(situation, years, baseline)
        if each.day >= situation.plan.start
    ]
    return sorted(payments, key=lambda each: (each.day, each.what))


def tax_days(situation: Situation) -> list[date]:
    """Return the days on which tax may be asked for, except that on option pay."""
    days = {node.tax_due_on for node in year_tree(situation)}
    if situation.plan.tax_payments == "installments":
        for node in year_tree(situation):
            days.update(situation.law(node.year).estimated_tax.dates(node.year))
    return sorted(days)


def withheld_otherwise(
    situation: Situation, year: TaxedYear, baseline: Sequence[TaxedYear]
) -> Amount:
    """Return the income tax withheld from salaries and units in a year (dollars).

    If the household does not say what is withheld from its salaries, both together are
    the tax of the year without any exercise or sale.
    """
    rates = situation.law(year.node.year).supplemental_withholding
    of_units = supplemental_withholding(year.fixed_pay, rates)
    given = situation.household.withholding
    if given is not None:
        return given.at(year.node.year) + of_units
    return greater_of(baseline[year.node.index].income_tax, of_units)


def required_payment(
    situation: Situation,
    year: TaxedYear,
    years: Sequence[TaxedYear],
    baseline: Sequence[TaxedYear],
) -> Form2210 | None:
    """Return a year's Form 2210, or None if the year before is not known.

    After the first year the year before is the plan's own, and the share of its tax is
    the one for high incomes: the other would make installments jump where its income
    passes the limit. That is enough whatever the income; below the limit it asks for a
    tenth more, which comes back with the balance.
    """
    law = situation.law(year.node.year).estimated_tax
    prior = situation.household.prior_year
    if year.node.parent is not None:
        prior_tax = years[year.node.parent].income_tax
        share = law.high_income_share
    elif prior is not None:
        prior_tax, share = prior.tax, prior_year_share(prior.adjusted_gross_income, law)
    else:
        return None
    return form_2210(
        year.income_tax,
        withheld=withheld_otherwise(situation, year, baseline)
        + sum(amount for _, amount in _withheld_from_options(situation, year)),
        prior_tax=prior_tax,
        share_of_prior=share,
        law=law,
    )


def _in_installments(
    situation: Situation,
    year: TaxedYear,
    years: Sequence[TaxedYear],
    baseline: Sequence[TaxedYear],
) -> list[TaxPayment]:
    """Return a year's payments as the law asks for them; they add up to its tax.

    The part withheld from salaries and units is in no payment, so that it is missing in
    the balance as well. What is withheld from option pay is handed over when the trade
    of its day settles.

    Source: IRM 20.1.4.26.2, on deposits after an exercise of nonqualified options.
    """
    number = year.node.year
    law = situation.law(number)
    payments = [
        TaxPayment(
            situation.pay_settles_on(day),
            number,
            "withholding",
            income_tax + payroll,
        )
        for (day, income_tax), (_, payroll) in zip(
            _withheld_from_options(situation, year),
            _payroll_of_options(situation, year),
            strict=True,
        )
    ]
    form = required_payment(situation, year, years, baseline)
    if form is not None:
        payments += [
            TaxPayment(day, number, "installment", part * form.installments)
            for day, part in installments_due(
                number, situation.plan.start, law.estimated_tax
            )
        ]
    paid = sum((each.amount for each in payments), start=0.0)
    rest = year.tax - withheld_otherwise(situation, year, baseline) - paid
    return [*payments, TaxPayment(year.node.tax_due_on, number, "balance", rest)]


def _withheld_from_options(
    situation: Situation, year: TaxedYear
) -> list[tuple[date, Amount]]:
    """Return the income tax withheld on each day of option pay (dollars)."""
    rates = situation.law(year.node.year).supplemental_withholding
    return _day_by_day(year, lambda pay: supplemental_withholding(pay, rates))


def _payroll_of_options(
    situation: Situation, year: TaxedYear
) -> list[tuple[date, Amount]]:
    """Return the payroll tax withheld on each day of option pay (dollars)."""
    law, number = situation.law(year.node.year).payroll, year.node.year
    other = situation.household.social_security_wages_in(number)
    return _day_by_day(year, lambda pay: payroll_tax(pay, other, law).total)


def _day_by_day(year: TaxedYear, tax_on: TaxOnPay) -> list[tuple[date, Amount]]:
    """Return what a tax on the pay of a year adds on each day of option pay.

    Pay that no decision moves counts first, whenever in the year it comes.
    """
    payments: list[tuple[date, Amount]] = []
    pay: Amount = year.fixed_pay
    before = tax_on(pay)
    for day, amount in year.option_pay:
        pay = pay + amount
        after = tax_on(pay)
        payments.append((day, after - before))
        before = after
    return payments
