"""The ceilings on marginal rates, which the proof of dominance rests on."""

from dataclasses import replace

import numpy as np
import pytest

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import state_return
from isoplan.optimizer.pricing.year_returns import poorest_tax
from isoplan.optimizer.program.tax_slopes import FreeYear, federal_slopes, free_year
from isoplan.optimizer.program.tax_slopes import state_slopes as slopes_of_state
from isoplan.optimizer.tracing import slopes

MOST = 5e6
"""Dollars that each kind of income may move by."""
ROUNDING = 1e-6
SIZE = 2_000
"""Random households a case."""
WAGES = (0.0, 120_000.0, 250_000.0, 700_000.0)

BY_HAND: dict[tuple[int, bool], dict[str, list[float]]] = {
    (2025, False): {
        "single": [0.588, 0.438, 0.438, 0.408],
        "married_jointly": [0.588, 0.588, 0.438, 0.408],
        "married_separately": [0.588, 0.438, 0.438, 0.408],
        "head_of_household": [0.588, 0.438, 0.438, 0.408],
        "qualifying_surviving_spouse": [0.588, 0.588, 0.438, 0.408],
    },
    (2025, True): {
        "single": [0.753, 0.558, 0.558, 0.519],
        "married_jointly": [0.753, 0.753, 0.558, 0.519],
        "married_separately": [0.6705, 0.498, 0.498, 0.4635],
        "head_of_household": [0.753, 0.753, 0.558, 0.519],
        "qualifying_surviving_spouse": [0.753, 0.753, 0.558, 0.519],
    },
    (2026, False): {
        "single": [0.658, 0.508, 0.508, 0.458],
        "married_jointly": [0.658, 0.658, 0.508, 0.458],
        "married_separately": [0.658, 0.508, 0.508, 0.458],
        "head_of_household": [0.658, 0.508, 0.508, 0.458],
        "qualifying_surviving_spouse": [0.658, 0.658, 0.508, 0.458],
    },
    (2026, True): {
        "single": [0.8806, 0.6768, 0.6768, 0.6088],
        "married_jointly": [0.8806, 0.8806, 0.6768, 0.6088],
        "married_separately": [0.7876, 0.6063, 0.6063, 0.5458],
        "head_of_household": [0.8806, 0.8806, 0.6768, 0.6088],
        "qualifying_surviving_spouse": [0.8806, 0.8806, 0.6768, 0.6088],
    },
}
"""Recorded: what a function written by hand said of them, from brackets, phase-outs and
limits; by year and whether it itemizes, by filing status, for each of ``WAGES``."""
LOOSEST = 0.05
"""Dollars a dollar by which the traced ceiling may lie above that, at most."""

LINES = [
    ("iso_ordinary_income",),
    ("iso_ordinary_income", "iso_ordinary_income_later"),
    ("short_term_gain", "amt_short_term_gain"),
    ("long_term_gain", "amt_long_term_gain"),
    *(
        (
            *("long_term_gain", "amt_long_term_gain"),
            *(f"small_business_{tier}", f"amt_small_business_{tier}"),
        )
        for tier in ("earlier", "half", "three_quarters", "whole")
    ),
]
"""What rises with the price of a sale, for each kind of sale."""


def base_of(wages: float, *, itemizes: bool) -> YearIncome:
    """A household with wages, and deductions if it itemizes."""
    deductions = ItemizedDeductions(30_000.0, 20_000.0, min(10_000.0, 0.2 * wages))
    return YearIncome(
        wages=wages, medicare_wages=wages, itemized=deductions if itemizes else None
    )


def ceiling_of(base: YearIncome, law: FederalLaw) -> float:
    """The ceiling of a year whose other income is ``base``."""
    least = float(poorest_tax(base, law).form_1040.ordinary_part)
    return federal_slopes(free_year(base, law, MOST), least).high


def random_income(base: YearIncome, pick: np.random.Generator) -> YearIncome:
    """Many households with the same other income, and any exercises and sales."""

    def amounts() -> np.ndarray:
        some: np.ndarray = pick.choice([0, 1e4, 1e5, 7e5, 3e6], SIZE) * pick.random(
            SIZE
        )
        return some

    later = amounts()
    tiers = ("earlier", "half", "three_quarters", "whole")
    gains = (f"{of}small_business_{tier}" for of in ("", "amt_") for tier in tiers)
    names = ("iso_bargain_element", *gains)
    return replace(
        base,
        iso_ordinary_income=amounts() + later,
        iso_ordinary_income_later=later,
        short_term_gain=amounts() - amounts(),
        long_term_gain=amounts() - amounts(),
        amt_short_term_gain=amounts() - amounts(),
        amt_long_term_gain=amounts() - amounts(),
        **{name: amounts() * (pick.random() < 0.3) for name in names},
    )


@pytest.mark.parametrize("status", FilingStatus)
@pytest.mark.parametrize(
    "year",
    [2026, *(pytest.param(y, marks=pytest.mark.slow) for y in (2018, 2025, 2030))],
)
@pytest.mark.parametrize("itemizes", [False, True])
@pytest.mark.parametrize("wages", WAGES)
def test_no_dollar_is_taxed_above_the_ceiling(
    year: int, status: FilingStatus, itemizes: bool, wages: float
) -> None:
    """A dollar more of any income costs between nothing and the ceiling.

    For regular tax, the minimum tax and the one on exclusion items, each with the tax
    on investment income on top. With no wages gifts may pass their limit, and more
    income then deducts more: only the ceiling holds.
    """
    law = federal_law(year, status, 0.02)
    base = base_of(wages, itemizes=itemizes)
    ceiling = ceiling_of(base, law)
    assert ceiling < 1.0
    before = random_income(base, np.random.default_rng(year))
    old = federal_return(before, Carryovers(), law)
    for lines in LINES:
        more = {line: getattr(before, line) + 1.0 for line in lines}
        new = federal_return(replace(before, **more), Carryovers(), law)
        surtax = new.surtaxes - old.surtaxes
        for rise in (
            new.regular_tax - old.regular_tax,
            new.tentative_minimum_tax - old.tentative_minimum_tax,
            new.exclusion_items.line_9 - old.exclusion_items.line_9,
        ):
            assert np.max(rise + surtax) <= ceiling + ROUNDING
            assert np.min(rise + surtax) >= -ROUNDING


@pytest.mark.parametrize("status", FilingStatus)
@pytest.mark.parametrize(("year", "itemizes"), BY_HAND)
def test_the_ceiling_is_about_that_written_by_hand(
    year: int, itemizes: bool, status: FilingStatus
) -> None:
    """Mostly the same or lower: what the AMT gives back is seen here."""
    law = federal_law(year, status, 0.02)
    for wages, by_hand in zip(WAGES, BY_HAND[year, itemizes][status], strict=True):
        found = ceiling_of(base_of(wages, itemizes=itemizes), law)
        assert found <= by_hand + LOOSEST
        assert found >= 0.408 - ROUNDING, "the top rate, with tax on investments"


def test_the_ceiling_with_few_forms_is_above_the_one_with_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where there are too many forms ranges stand in; they hold, but are wider."""
    law = federal_law(2026, FilingStatus.SINGLE)
    base = base_of(250_000.0, itemizes=True)
    exact = ceiling_of(base, law)
    monkeypatch.setattr(slopes, "MOST_FORMS", 10)
    assert ceiling_of(base, law) > exact


@pytest.mark.parametrize(
    "state", ["CA", "NY", "MN", "CO", "CT", "MA", "AL", "UT", "WA"]
)
def test_no_dollar_moves_a_states_tax_beyond_its_slopes(state: str) -> None:
    """Regular tax, the minimum tax and the one on exclusion items, with surtaxes."""
    law = federal_law(2026, FilingStatus.SINGLE)
    figures = state_law(state, 2026, FilingStatus.SINGLE, 0.02).smoothed()
    base = base_of(250_000.0, itemizes=True)
    year: FreeYear = free_year(base, law, MOST)
    found = slopes_of_state(year, figures, 0.0, dependents=1, real_estate_taxes=9e3)
    before = random_income(base, np.random.default_rng(7))

    def taxes(income: YearIncome) -> list[np.ndarray]:
        federal = federal_return(income, Carryovers(), law)
        tax = state_return(StateFiler(income, federal, 1, 9e3), figures)
        sides = [tax.tax_before_credits - tax.credits]
        if tax.minimum_tax is not None:
            sides += [
                tax.minimum_tax.tentative_minimum_tax - tax.minimum_tax.credits,
                tax.minimum_tax.exclusion_minimum_tax - tax.minimum_tax.credits,
            ]
        return [side + tax.surtax + np.zeros(SIZE) for side in sides]

    for lines in LINES[:4]:
        more = {line: getattr(before, line) + 1.0 for line in lines}
        pairs = zip(taxes(before), taxes(replace(before, **more)), strict=True)
        for old, new in pairs:
            assert np.max(new - old) <= found.high + 1e-5
            assert np.min(new - old) >= found.low - 1e-5
