"""Problems between the fields that say how tax and exercises are paid."""

from collections.abc import Iterator

from isoplan.models.base.problems import Problem, shown
from isoplan.models.inputs.household import Household
from isoplan.models.inputs.payments import LastReturns
from isoplan.models.inputs.planning import Planning
from isoplan.models.law.federal_figures import FIRST_YEAR
from isoplan.models.tax.payments.due_dates import income_tax_due_on


def payment_problems(
    plan: Planning | None, household: Household | None
) -> Iterator[Problem]:
    """Report installments without a prior year, and a loan that no cash asks for.

    Also payments due before the plan, and after its last one.
    Also a credit to be worked out from a year before all figures of the law.
    """
    if plan is None or household is None:
        return
    if plan.tax_payments == "installments" and household.prior_year is None:
        yield Problem(
            "household.prior_year",
            "",
            "is missing although plan.tax_payments is 'installments', which rest on "
            f"the tax of {plan.start.year - 1}",
            "add household.prior_year = { tax = ..., adjusted_gross_income = ... } "
            "from that return",
        )
    yield from _due_outside(plan, household)
    if household.loan is not None and household.cash is None:
        yield Problem(
            "household.loan",
            shown(household.loan.model_dump()),
            "but household.cash is not given, so cash is no limit and nothing is ever "
            "borrowed",
            "give household.cash, or remove the loan",
        )
    credit = household.minimum_tax_credit
    if isinstance(credit, LastReturns) and credit.last_year is not None:
        year = plan.start.year - 1
        if year < FIRST_YEAR:
            yield Problem(
                "household.minimum_tax_credit.last_year",
                "",
                f"is {year}, but figures of the law begin with {FIRST_YEAR}",
                "give amt and amt_on_exclusion_items of that return instead",
            )


def _due_outside(plan: Planning, household: Household) -> Iterator[Problem]:
    """Report payments due on days on which no cash of the plan is looked at."""
    last = income_tax_due_on(plan.last_year)
    for day, amount in household.payments_due.items():
        path = f"household.payments_due.{day}"
        if day < plan.start:
            yield Problem(
                path,
                f"{amount:,.0f}",
                f"before the plan's start on {plan.start}, so household.cash is less "
                "by it already",
                "remove it, or correct the day",
            )
        elif day > last:
            yield Problem(
                path,
                f"{amount:,.0f}",
                f"after {last}, when the plan's last tax is paid and its cash is no "
                "longer looked at",
                "remove it, or correct the day",
            )
