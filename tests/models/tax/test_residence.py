"""A year of moving: what each state takes of it."""

from dataclasses import replace
from datetime import date

import pytest

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.residence import ResidencyPeriod, resident_tax
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn, state_return

LAW = federal_law(2025, FilingStatus.SINGLE)
CALIFORNIA = state_law("CA", 2025, FilingStatus.SINGLE).smoothed()
BASE = YearIncome(wages=200_000.0)
HALF = 0.5


def filer(income: YearIncome) -> StateFiler:
    """A year as a state's forms take it."""
    return StateFiler(income, federal_return(income, Carryovers(), LAW))


def in_half_a_year(income: YearIncome) -> StateReturn:
    """California's forms of who lives there for half of the year."""
    return resident_tax(CALIFORNIA, HALF, filer(income), filer(BASE))


def test_a_whole_year_is_the_states_own_form() -> None:
    """Without an idle year nothing is taken off."""
    income = replace(BASE, iso_bargain_element=100_000.0)
    whole = resident_tax(CALIFORNIA, 1.0, filer(income), None)
    assert whole == state_return(filer(income), CALIFORNIA)


def test_without_exercises_each_state_takes_its_days() -> None:
    """Every line by half, the minimum tax with it; its own marks stay as they are."""
    half, whole = in_half_a_year(BASE), state_return(filer(BASE), CALIFORNIA)
    assert half.total == pytest.approx(HALF * whole.total)
    assert half.agi == pytest.approx(HALF * whole.agi)
    assert half.minimum_tax is not None
    assert whole.minimum_tax is not None
    assert half.minimum_tax.tentative_minimum_tax == pytest.approx(
        HALF * whole.minimum_tax.tentative_minimum_tax
    )
    assert half.minimum_tax.carries_credit is True


def test_own_sales_bear_the_rate_of_the_whole_year() -> None:
    """9.3% on 10,000 dollars more, not half of it, and not a lower bracket's rate."""
    more = in_half_a_year(replace(BASE, iso_ordinary_income=10_000.0))
    assert more.total - in_half_a_year(BASE).total == pytest.approx(930.0)


def test_all_spread_counts_on_its_day() -> None:
    """A spread of days in California is in its minimum tax as a whole."""
    income = replace(BASE, iso_bargain_element=400_000.0)
    half, whole = in_half_a_year(income), state_return(filer(income), CALIFORNIA)
    idle = state_return(filer(BASE), CALIFORNIA)
    assert half.minimum_tax is not None
    assert whole.minimum_tax is not None
    assert idle.minimum_tax is not None
    assert half.minimum_tax.tentative_minimum_tax == pytest.approx(
        whole.minimum_tax.tentative_minimum_tax
        - HALF * idle.minimum_tax.tentative_minimum_tax
    )


def test_the_part_of_the_year_counts_days() -> None:
    """From January 1 to July 1, both included: 182 of 365 days."""
    assert (
        ResidencyPeriod("CA", ((date(2025, 1, 1), date(2025, 7, 1)),)).share
        == 182 / 365
    )
