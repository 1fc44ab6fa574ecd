"""Form 8960: net investment income tax."""

from collections.abc import Callable

import pytest

from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_8960 import form_8960

LawOf = Callable[..., FederalLaw]
TaxOf = Callable[..., FederalReturn]


@pytest.mark.parametrize(
    ("status", "threshold"),
    [
        # Published: Form 8960 line 14.
        ("single", 200_000),
        ("head_of_household", 200_000),
        ("qualifying_surviving_spouse", 250_000),
        ("married_jointly", 250_000),
        ("married_separately", 125_000),
    ],
)
def test_line_17(status: str, threshold: float, law_of: LawOf) -> None:
    """Form 8960 lines 12 to 17; IRC 1411(a)(1). Worked: 3.8% of the smaller amount."""
    law = law_of(2025, status).niit
    assert form_8960(20_000, threshold - 1, law).line_17 == 0
    assert form_8960(20_000, threshold, law).line_17 == 0
    assert form_8960(20_000, threshold + 1, law).line_17 == pytest.approx(0.038)
    assert form_8960(20_000, threshold + 20_000, law).line_17 == pytest.approx(760)
    assert form_8960(20_000, threshold + 20_001, law).line_17 == pytest.approx(760)
    assert form_8960(0, threshold + 20_000, law).line_17 == 0


def test_line_12_is_never_negative(law_of: LawOf) -> None:
    """Form 8960 line 12: a loss year owes nothing, and gets nothing. Worked."""
    form = form_8960(-3_000, 500_000, law_of(2025).niit)
    assert (form.line_12, form.line_15, form.line_17) == (0, 300_000, 0)


def test_gain_counts_and_spread_does_not(tax_of: TaxOf) -> None:
    """Form 8960 lines 5 and 13. Worked: 3.8% of 30,000, AGI 290,000.

    The ordinary part of a disqualifying sale is in AGI, not in investment income.
    """
    tax = tax_of(
        2025,
        wages=200_000.0,
        iso_ordinary_income=60_000.0,
        long_term_gain=30_000.0,
        iso_bargain_element=400_000.0,
    )
    assert tax.form_8960.line_12 == 30_000
    assert tax.form_8960.line_15 == 90_000
    assert tax.form_8960.line_17 == pytest.approx(1_140)


def test_a_loss_offsets_interest_up_to_its_limit(tax_of: TaxOf) -> None:
    """Form 8960 line 5a; Reg. 1.1411-4(d)(2). Worked: 10,000 less 3,000."""
    tax = tax_of(2025, wages=300_000.0, interest=10_000.0, long_term_gain=-50_000.0)
    assert tax.form_8960.line_12 == 7_000
