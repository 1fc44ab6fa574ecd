"""A minimum tax credit that looks like half of what is brought into the plan.

The last Form 8801 carries on line 26, but last year's AMT comes to it only on the next
one. Whoever exercised last year and copies line 26 forgets the larger part.
"""

from collections.abc import Iterator

from isoplan.models.base.problems import Problem, shown
from isoplan.models.credit_brought import taken_up
from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.events import ExerciseEvent
from isoplan.models.inputs.payments import LastReturns
from isoplan.models.law.federal_figures import FIRST_YEAR
from isoplan.models.situation import Situation
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.shares.disposition import bargain_element

NEARLY_ALL = 0.9
"""Part of the credit of last year's exercises at which it counts as included: the
household's income of that year is taken from the plan's, and not exact."""

LEAST = 100.0
"""Dollars of credit that are worth a warning."""


def credit_warnings(situation: Situation) -> Iterator[Problem]:
    """Report a credit that lacks the AMT of last year's exercises, or is not given."""
    home, year = situation.household, situation.plan.start.year - 1
    if isinstance(home.minimum_tax_credit, LastReturns):
        return
    is_given = "minimum_tax_credit" in home.model_fields_set
    generated = credit_of_last_years_exercises(situation)
    if generated >= LEAST and situation.credit_brought < NEARLY_ALL * generated:
        given = "but" if is_given else "is not given, although"
        yield Problem(
            "household.minimum_tax_credit",
            shown(home.minimum_tax_credit) if is_given else "",
            f"{given} options exercised in {year} and held at its end alone generate "
            f"about ${generated:,.0f} by this household's income: the credit brought "
            f"into {year + 1} is line 26 of the last Form 8801 plus last year's AMT "
            "less its exclusion part",
            f"give both: {{ line_26 = 0, amt = {generated:.0f} }} with the figures of "
            f"Form 8801 line 26 and Form 6251 line 11 of the {year} return",
        )
        return
    exercised = [
        event.on.year
        for event in situation.scenario.events
        if isinstance(event, ExerciseEvent) and event.on.year <= year
    ]
    if exercised and not is_given:
        yield Problem(
            "household.minimum_tax_credit",
            "",
            f"is not given, although options were exercised in {max(exercised)}",
            "give { line_26 = ..., amt = ... }, of the last Form 8801 and the last "
            "Form 6251 line 11, or 0 if there is none",
        )


def credit_of_last_years_exercises(situation: Situation) -> float:
    """Return the credit that last year's exercises alone generate (dollars).

    Of shares held at the end of that year, on the household's income as far as it is
    known; zero where the law of that year is not.

    Source: Form 8801 line 18.
    """
    year = situation.plan.start.year - 1
    spread = sum(
        _spread(situation, tranche) * tranche.shares
        for tranche in (*situation.tranches, *situation.sold_tranches)
        if tranche.held and _measured_in(tranche, year)
    )
    if not spread or year < FIRST_YEAR:
        return 0.0
    home = situation.household
    wages = home.wages.at(year)
    income = YearIncome(
        wages=wages,
        medicare_wages=wages,
        interest=home.interest.at(year),
        qualified_dividends=home.qualified_dividends.at(year),
        iso_bargain_element=spread,
    )
    tax = federal_return(income, Carryovers(), situation.law(year))
    return float(taken_up(0.0, tax).line_21)


def _measured_in(tranche: Tranche, year: int) -> bool:
    """Return whether the spread of shares held entered AMTI in a year."""
    acquired = tranche.acquired_on
    if acquired is None or not tranche.treatment_on(acquired).has_value_limit:
        return False
    return tranche.acquisition(acquired).measured_on.year == year


def _spread(situation: Situation, tranche: Tranche) -> float:
    """Return the spread of a share when it was measured (dollars)."""
    acquired = tranche.acquired_on
    value = tranche.value_at_acquisition
    if acquired is not None:
        measured = tranche.acquisition(acquired).measured_on
        if measured != acquired:
            market = situation.market_of(tranche)
            day = max(measured, min(market.prices))
            value = tranche.value_when_vested or market.price(day)
    return float(bargain_element(tranche.paid, value))
