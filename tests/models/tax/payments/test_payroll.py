"""Payroll tax and withholding on pay in shares."""

from collections.abc import Callable

import numpy as np
import pytest

from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.payments.payroll import payroll_tax
from isoplan.models.tax.payments.withholding import supplemental_withholding

LawOf = Callable[..., FederalLaw]


@pytest.mark.parametrize(
    ("pay", "other", "social_security", "medicare"),
    [
        # 2026: the base is 184,500.
        (10_000.0, 100_000.0, 620.0, 145.0),
        (34_500.0, 150_000.0, 2_139.0, 500.25),  # just reaches it
        (34_501.0, 150_000.0, 2_139.0, 500.2645),
        (100_000.0, 150_000.0, 2_139.0, 1_450.0),
        (100_000.0, 184_500.0, 0.0, 1_450.0),
        (100_000.0, 300_000.0, 0.0, 1_450.0),
        (0.0, 100_000.0, 0.0, 0.0),
    ],
)
def test_payroll_tax(
    pay: float, other: float, social_security: float, medicare: float, law_of: LawOf
) -> None:
    """IRC 3101(a), (b)(1), 3121(a)(1). Worked: 6.2% up to the base, 1.45% on all."""
    tax = payroll_tax(pay, other, law_of(2026, "single").payroll)
    assert tax.social_security == pytest.approx(social_security)
    assert tax.medicare == pytest.approx(medicare)
    assert tax.total == pytest.approx(social_security + medicare)


def test_many_households_at_once(law_of: LawOf) -> None:
    """Arrays give what floats give."""
    law = law_of(2026, "single").payroll
    pay = np.array([0.0, 20_000.0, 90_000.0])
    each = [payroll_tax(float(one), 150_000.0, law).total for one in pay]
    assert payroll_tax(pay, 150_000.0, law).total == pytest.approx(each)


@pytest.mark.parametrize(
    ("pay", "withheld"),
    [
        (0.0, 0.0),
        (50_000.0, 11_000.0),
        (1_000_000.0, 220_000.0),
        (1_000_001.0, 220_000.37),
        (1_500_000.0, 405_000.0),
    ],
)
def test_withholding(pay: float, withheld: float, law_of: LawOf) -> None:
    """Reg. 31.3402(g)-1(a)(2). Worked: 22% of the first million, 37% above."""
    rates = law_of(2026, "married_jointly").supplemental_withholding
    assert supplemental_withholding(pay, rates) == pytest.approx(withheld)
