"""Where compensation from options is earned, and what two states make of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from isoplan.models.inputs.residence import part_of_days
from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.residence import ResidencyPeriod, resident_tax
from isoplan.models.tax.sourcing import (
    Claim,
    TaxedTwice,
    credit_for_tax_elsewhere,
    taxes_compensation,
    with_credit,
    work_share,
)
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn

LAW = federal_law(2025, FilingStatus.SINGLE)
BASE = YearIncome(wages=200_000.0)
LEFT = {date(2019, 1, 1): "CA", date(2020, 7, 1): "AZ"}
"""Worked in California until the end of June 2020."""


def days_in(state: str) -> float:
    """The part of an option's pay from July 1, 2019 to July 1, 2022."""
    return work_share(
        state,
        lambda first, last: part_of_days(LEFT, state, first, last),
        date(2019, 7, 1),
        date(2022, 7, 1),
    )


def test_one_year_of_three_in_california() -> None:
    """Granted and earned there for one year of three: a third of the pay.

    The method of FTB Pub. 1004 and 18 CCR 17951-5: workdays there from grant to
    exercise over all workdays; here 366 of 1,097 days.
    """
    assert days_in("CA") == pytest.approx(366 / 1_097)
    assert days_in("AZ") == pytest.approx(731 / 1_097)
    assert days_in("NY") == 0.0


def test_california_counts_to_exercise_and_new_york_to_vesting() -> None:
    """Four years of five until vesting are worked there, then three elsewhere.

    20 NYCRR 132.24 counts the years until vesting alone; Appeal of Davis (Cal. SBE
    2011) counts from the grant, and to the exercise.
    """
    granted, vested, exercised = date(2015, 4, 1), date(2020, 4, 1), date(2023, 4, 1)
    for state, years, of in (("NY", 4, 5), ("CA", 4, 8)):
        moves = {granted: state, date(2019, 4, 1): "TX"}
        share = work_share(
            state,
            lambda first, last, m=moves, s=state: part_of_days(m, s, first, last),
            granted,
            exercised,
            [(vested, 1_000)],
        )
        assert share == pytest.approx(years / of, abs=0.001)


def test_options_that_vested_later_were_earned_longer() -> None:
    """A half vests before the move and a half as long after it: 1 and 1/2."""
    moves = {date(2020, 1, 1): "NY", date(2022, 1, 1): "TX"}
    steps = [(date(2021, 12, 31), 50), (date(2024, 1, 1), 100)]

    def share(exercised: date) -> float:
        return work_share(
            "NY",
            lambda first, last: part_of_days(moves, "NY", first, last),
            date(2020, 1, 1),
            exercised,
            steps,
        )

    assert share(date(2023, 5, 1)) == 1.0
    assert share(date(2024, 6, 1)) == pytest.approx(0.75, abs=0.001)
    assert share(date(2021, 6, 1)) == 1.0  # none has vested: to the exercise


SPRING = ResidencyPeriod("NY", ((date(2025, 1, 1), date(2025, 6, 30)),))
NEVER_THERE = ResidencyPeriod("CA", ())


def taxed(claim: Claim, line: str) -> list[float]:
    """The part of a dollar in March and in September, six tenths earned in CA."""
    days = np.array([date(2025, 3, 1).toordinal(), date(2025, 9, 1).toordinal()])
    worked = {"CA": np.array([0.6, 0.6]), "NY": np.array([0.4, 0.4])}
    part = claim.part(line, lambda stay: stay.holds(days), worked.__getitem__)
    return [float(each) for each in part]


@pytest.mark.parametrize(
    "line", ["wages", "iso_ordinary_income", "iso_bargain_element"]
)
def test_pay_is_taxed_where_one_lives_and_where_it_was_earned(line: str) -> None:
    """All of it on a resident's days, by workdays on all others."""
    assert taxed(Claim(SPRING), line) == [1.0, 0.4]
    assert taxed(Claim(NEVER_THERE), line) == [0.6, 0.6]
    twice = TaxedTwice(SPRING, "CA")
    assert taxed(Claim(SPRING, twice), line) == pytest.approx([0.4, 0.4])
    assert taxed(Claim(NEVER_THERE, twice), line) == pytest.approx([0.0, 0.6])


@pytest.mark.parametrize("line", ["long_term_gain", "amt_short_term_gain"])
def test_gain_is_taxed_where_one_lives(line: str) -> None:
    """On the day of sale, wherever the options were earned."""
    assert taxed(Claim(SPRING), line) == [1.0, 0.0]
    assert taxed(Claim(NEVER_THERE), line) == [0.0, 0.0]


def part_of(state: str, added: float, share: float) -> StateReturn:
    """Forms of who lives there all year or never, with pay on top of 200,000."""

    def filer(pay: float) -> StateFiler:
        income = replace(BASE, wages=BASE.wages + pay)
        return StateFiler(income, federal_return(income, Carryovers(), LAW))

    law = state_law(state, 2025, FilingStatus.SINGLE).smoothed()
    idle = None if share == 1.0 else filer(0.0)
    return resident_tax(law, share, filer(added), idle)


@pytest.mark.parametrize(
    ("home", "there", "rate"), [("IL", "PA", 0.0307), ("PA", "IL", 0.0307)]
)
def test_the_credit_is_the_lesser_tax(home: str, there: str, rate: float) -> None:
    """Flat rates of 2025: Illinois 4.95%, Pennsylvania 3.07%, on 40,000 of 100,000."""
    own, other = part_of(home, 100_000.0, 1.0), part_of(there, 40_000.0, 0.0)
    without = part_of(home, 60_000.0, 1.0)
    credit = credit_for_tax_elsewhere(own, without, other.regular_tax, 0.0)
    assert credit == pytest.approx(rate * 40_000)
    credited = with_credit(own, credit)
    assert credited.total == pytest.approx(own.total - credit)


def test_the_credit_leaves_the_minimum_tax_alone() -> None:
    """It comes off regular tax; the AMT compares the tax before it (Schedule S)."""
    own = part_of("CA", 100_000.0, 1.0)
    credited = with_credit(own, 3_000.0)
    assert own.minimum_tax is not None
    assert credited.minimum_tax is not None
    assert credited.amt == own.amt
    before, after = own.compared, credited.compared
    assert after.regular_tax == before.regular_tax - 3_000.0


def test_who_never_lives_there_pays_what_the_pay_adds() -> None:
    """A part of a year of zero days: tax with the pay, less tax without it."""
    never = part_of("IL", 40_000.0, 0.0)
    assert never.total == pytest.approx(0.0495 * 40_000)
    assert part_of("IL", 0.0, 0.0).total == 0.0


@pytest.mark.parametrize(
    ("state", "does"), [("CA", True), ("WA", False), ("TX", False), ("PA", True)]
)
def test_states_that_tax_pay(state: str, does: bool) -> None:
    """Washington taxes gains alone."""
    law = state_law(state, 2025, FilingStatus.SINGLE)
    assert taxes_compensation(law) is does
