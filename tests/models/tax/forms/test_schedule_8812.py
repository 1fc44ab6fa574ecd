"""Child tax credit, other dependents, other credits: their phase-out and limit."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.form_8801 import RunningCredit, running_credit
from isoplan.models.tax.forms.schedule_8812 import (
    CreditClaims,
    children_under_credit_age,
    credit_for_dependents,
    dependent_children,
)
from isoplan.models.tax.forms.year_income import YearIncome

LawOf = Callable[..., FederalLaw]


def tax_of(
    law: FederalLaw, claims: CreditClaims | None, **income: float
) -> FederalReturn:
    """Return the forms of a household that claims credits."""
    given = {f"amt_{n}": v for n, v in income.items() if n.endswith("_gain")}
    year: dict[str, Any] = income | given | {"medicare_wages": income.get("wages", 0.0)}
    return federal_return(YearIncome(**year, credits=claims), Carryovers(), law)


@pytest.mark.parametrize(
    ("year", "agi", "children", "others", "credit"),
    [
        pytest.param(2024, 150_000, 2, 0, 4_000, id="2024"),
        pytest.param(2025, 150_000, 2, 0, 4_400, id="2025"),
        pytest.param(2026, 150_000, 2, 1, 4_900, id="one-grown"),
        pytest.param(2026, 400_000, 2, 0, 4_400, id="at-the-threshold"),
        pytest.param(2026, 400_001, 2, 0, 4_350, id="one-dollar-above"),
        pytest.param(2026, 401_000, 2, 0, 4_350, id="a-whole-step"),
        pytest.param(2026, 487_001, 2, 0, 0, id="gone"),
        pytest.param(2021, 150_000, 2, 1, 500, id="refundable-in-2021"),
    ],
)
def test_the_credit_by_income(
    year: int, agi: float, children: int, others: int, credit: float, law_of: LawOf
) -> None:
    """Joint filers; IRC 24(b)(1): 50 dollars for each 1,000 or part above 400,000."""
    claims = CreditClaims(float(children), float(others))
    found = credit_for_dependents(claims, agi, law_of(year, "married_jointly"))
    assert found == pytest.approx(credit)


def test_others_lose_it_from_200_000(law_of: LawOf) -> None:
    """IRC 24(h)(3)."""
    for status in FilingStatus:
        start = 400_000 if status is FilingStatus.MARRIED_JOINTLY else 200_000
        found = law_of(2026, status.value).child_credit.phase_out_start
        assert found == start


def test_smoothed_it_falls_along_a_line(law_of: LawOf) -> None:
    """Five cents a dollar, above the steps by less than one of them."""
    exact = law_of(2026, "single")
    smooth = exact.smoothed()
    for agi in (200_400.0, 200_999.0, 210_500.0):
        line = credit_for_dependents(CreditClaims(children=2.0), agi, smooth)
        assert line == pytest.approx(4_400 - 0.05 * (agi - 200_000))
        steps = credit_for_dependents(CreditClaims(children=2.0), agi, exact)
        assert 0.0 <= line - steps < 50.0


def test_later_years_are_indexed_and_rounded_down() -> None:
    """IRC 24(i): from 2,200 of 2025, down to a multiple of 100."""
    found = {
        year: federal_law(year, FilingStatus.SINGLE, 0.03).child_credit
        for year in (2026, 2027, 2029)
    }
    assert {year: law.per_child for year, law in found.items()} == {
        2026: 2_200,
        2027: 2_300,  # 2,334
        2029: 2_400,  # 2,476
    }
    assert {law.per_other_dependent for law in found.values()} == {500}


def test_a_credit_brought_along_comes_back_slower(law_of: LawOf) -> None:
    """By the forms: 38,134 less 6,600, less TMT of 29,380, leaves 2,154."""
    married = law_of(2025, "married_jointly")
    credit = tax_of(married, CreditClaims(children=3.0), wages=250_000.0).credit(60_000)
    assert credit.line_25 == pytest.approx(2_154)
    assert credit.line_26 == pytest.approx(57_846)


def test_a_gain_takes_the_credit_away(law_of: LawOf) -> None:
    """It causes 23,200 of tax, as Tax-Calculator 6.8.5 has it: 4,400 of it credit."""
    married, two = law_of(2026, "married_jointly"), CreditClaims(children=2.0)
    before = tax_of(married, two, wages=390_000.0)
    after = tax_of(married, two, wages=390_000.0, long_term_gain=100_000.0)
    assert after.total - before.total == pytest.approx(23_200)
    assert before.credits_used - after.credits_used == pytest.approx(4_400)


def test_credits_lower_no_surtax_and_never_below_zero(law_of: LawOf) -> None:
    """IRC 26(a): regular tax and AMT, the rest is lost."""
    single = law_of(2026, "single")
    claims = CreditClaims(children=1.0, other_credits=50_000.0)
    tax = tax_of(single, claims, wages=150_000.0, interest=80_000.0)
    assert tax.credits_used == pytest.approx(tax.regular_tax)
    assert tax.total == pytest.approx(tax.surtaxes)
    assert tax.surtaxes > 0
    assert tax.credits is not None
    assert tax.credits.other_used == pytest.approx(tax.regular_tax)
    assert tax.credits.for_dependents_used == 0.0


def test_credits_are_used_against_amt_too(law_of: LawOf) -> None:
    """AMT is found before them, and is credit for later years in full."""
    single, claims = law_of(2026, "single"), CreditClaims(children=2.0)
    year = {"wages": 30_000.0, "iso_bargain_element": 150_000.0}
    tax, without = tax_of(single, claims, **year), tax_of(single, None, **year)
    assert tax.credits_used > tax.regular_tax
    assert tax.form_6251.line_11 == without.form_6251.line_11 > 0
    assert tax.total == pytest.approx(without.total - 4_400)
    assert tax.credit(0.0).line_26 == without.credit(0.0).line_26


@given(
    wages=st.integers(0, 600_000),
    spread=st.integers(0, 400_000),
    children=st.integers(0, 4),
    other=st.integers(0, 20_000),
    carried_in=st.integers(0, 60_000),
)
def test_running_totals_are_the_form(
    wages: int, spread: int, children: int, other: int, carried_in: int
) -> None:
    """With credits of any size, also beyond the tax; year by year as in totals."""
    law = federal_law(2026, FilingStatus.SINGLE)
    claims = CreditClaims(float(children), 0.0, float(other))
    income = {"wages": float(wages), "iso_bargain_element": float(spread)}
    tax = tax_of(law, claims, **income)
    form = tax.credit(float(carried_in))
    totals = running_credit(RunningCredit(0.0, -float(carried_in)), tax.compared)
    assert totals.paid == pytest.approx(tax.before_surtaxes - form.line_25, abs=1e-6)
    assert totals.credit == pytest.approx(form.line_26, abs=1e-6)


def test_a_known_limit_changes_nothing(law_of: LawOf) -> None:
    """Where the tax is more than the credits, being told so gives the same forms."""
    claims = CreditClaims(children=2.0, other_credits=1_000.0)
    told = replace(claims, tax_suffices=True)
    single = law_of(2026, "single")
    ours, theirs = (tax_of(single, each, wages=200_000.0) for each in (claims, told))
    assert ours.credits == theirs.credits


def test_children_grow_up() -> None:
    """A child counts through the year in which it turns 16, and 18."""
    births = (2010, 2015, 2028)
    credited = [children_under_credit_age(births, year) for year in (2026, 2027, 2028)]
    assert credited == [2, 1, 2]
    dependents = [dependent_children(births, year) for year in (2026, 2028, 2029, 2034)]
    assert dependents == [2, 3, 2, 1]
