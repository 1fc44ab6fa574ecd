"""Form 2210: the required annual payment, and what installments bring."""

from collections.abc import Callable
from datetime import date

import pytest

from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.payments.estimated_tax import (
    asks_for_installments,
    form_2210,
    installments_due,
    is_small,
    prior_year_is_enough,
    prior_year_share,
    required_installment,
    withholding_is_enough,
)

LawOf = Callable[..., FederalLaw]


def test_published_example(law_of: LawOf) -> None:
    """Publication 505 (2010), chapter 4: Ivy Fields. Published.

    Tax of 2010 21,546, of 2009 12,400, income of 2009 not above 150,000, withheld
    1,600: 90% is 19,391 and the required annual payment 12,400.
    """
    law = law_of(2018, "single").estimated_tax
    form = form_2210(
        21_546.0,
        withheld=1_600.0,
        prior_tax=12_400.0,
        share_of_prior=prior_year_share(150_000.0, law),
        law=law,
    )
    assert round(form.line_5) == 19_391
    assert form.line_9 == 12_400
    assert form.installments == pytest.approx(10_800)
    assert not is_small(form, law)
    assert prior_year_is_enough(form)


@pytest.mark.parametrize(
    ("status", "income", "share"),
    [
        ("single", 150_000.0, 1.0),
        ("single", 150_001.0, 1.1),
        ("married_jointly", 150_001.0, 1.1),
        ("married_separately", 75_000.0, 1.0),
        ("married_separately", 75_001.0, 1.1),
    ],
)
def test_share_of_last_years_tax(
    status: str, income: float, share: float, law_of: LawOf
) -> None:
    """IRC 6654(d)(1)(C): 110% above 150,000, of separate filers above 75,000."""
    assert prior_year_share(income, law_of(2026, status).estimated_tax) == share


@pytest.mark.parametrize(
    ("tax", "withheld", "prior", "line_9", "installments"),
    [
        # Worked: the smaller of 90% of the tax and 110% of last year's.
        (100_000.0, 0.0, 50_000.0, 55_000.0, 55_000.0),
        (50_000.0, 0.0, 50_000.0, 45_000.0, 45_000.0),
        (100_000.0, 40_000.0, 50_000.0, 55_000.0, 15_000.0),
        (100_000.0, 60_000.0, 50_000.0, 55_000.0, 0.0),
        (0.0, 10_000.0, 50_000.0, 0.0, 0.0),
    ],
)
def test_required_annual_payment(
    tax: float,
    withheld: float,
    prior: float,
    line_9: float,
    installments: float,
    law_of: LawOf,
) -> None:
    """Form 2210 lines 5, 8, 9; IRC 6654(d)(1)(B), (g)(1)."""
    law = law_of(2026, "single").estimated_tax
    form = form_2210(
        tax, withheld=withheld, prior_tax=prior, share_of_prior=1.1, law=law
    )
    assert form.line_9 == pytest.approx(line_9)
    assert form.installments == pytest.approx(installments)
    assert prior_year_is_enough(form) == (1.1 * prior < 0.9 * tax)


@pytest.mark.parametrize(("tax", "small"), [(10_999.0, True), (11_000.0, False)])
def test_small_balances(tax: float, small: bool, law_of: LawOf) -> None:
    """IRC 6654(e)(1): less than 1,000 after withholding."""
    law = law_of(2026, "single").estimated_tax
    form = form_2210(tax, withheld=10_000.0, prior_tax=0.0, share_of_prior=1.0, law=law)
    assert is_small(form, law) == small


@pytest.mark.parametrize(
    ("withheld", "enough", "asked"),
    [
        pytest.param(20_000.0, False, True, id="installments"),
        pytest.param(44_999.99, False, True, id="a cent is missing"),
        pytest.param(44_999.997, True, False, id="the same in cents"),
        pytest.param(45_000.0, True, False, id="withheld in full"),
        pytest.param(49_500.0, True, False, id="enough, and little left"),
    ],
)
def test_what_each_date_asks_for(
    withheld: float, enough: bool, asked: bool, law_of: LawOf
) -> None:
    """Form 2210 lines 9 and 10: a quarter of 90% of 50,000, less what is withheld."""
    law = law_of(2026, "single").estimated_tax
    form = form_2210(
        50_000.0, withheld=withheld, prior_tax=90_000.0, share_of_prior=1.0, law=law
    )
    assert withholding_is_enough(form) is enough
    assert asks_for_installments(form, law) is asked
    assert required_installment(form, law) == pytest.approx(11_250.0)


def test_a_small_balance_asks_for_no_installment(law_of: LawOf) -> None:
    """IRC 6654(e)(1): 500 are left, though withholding is less than the 900 of 90%."""
    law = law_of(2026, "single").estimated_tax
    form = form_2210(
        1_000.0, withheld=500.0, prior_tax=90_000.0, share_of_prior=1.0, law=law
    )
    assert not withholding_is_enough(form)
    assert not asks_for_installments(form, law)


def test_installment_dates(law_of: LawOf) -> None:
    """IRC 6654(c)(2), (d)(1)(A): a quarter each, the last one in the next year."""
    law = law_of(2026, "single").estimated_tax
    assert installments_due(2026, date(2026, 1, 1), law) == [
        (date(2026, 4, 15), 0.25),
        (date(2026, 6, 15), 0.25),
        (date(2026, 9, 15), 0.25),
        (date(2027, 1, 15), 0.25),
    ]


def test_missed_installments_are_caught_up(law_of: LawOf) -> None:
    """On the first date that is left; IRC 6654(b)(2)."""
    law = law_of(2026, "single").estimated_tax
    assert installments_due(2026, date(2026, 6, 16), law) == [
        (date(2026, 9, 15), 0.75),
        (date(2027, 1, 15), 0.25),
    ]
    assert installments_due(2025, date(2026, 6, 16), law) == []
