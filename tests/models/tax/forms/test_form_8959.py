"""Form 8959: Additional Medicare Tax."""

from collections.abc import Callable

import pytest

from isoplan.models.law.federal_law import FederalLaw
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_8959 import additional_medicare_tax

LawOf = Callable[..., FederalLaw]
TaxOf = Callable[..., FederalReturn]


@pytest.mark.parametrize(
    ("status", "threshold"),
    [
        # Published: Form 8959 line 5.
        ("single", 200_000),
        ("head_of_household", 200_000),
        ("qualifying_surviving_spouse", 200_000),
        ("married_jointly", 250_000),
        ("married_separately", 125_000),
    ],
)
def test_line_18(status: str, threshold: float, law_of: LawOf) -> None:
    """Form 8959 lines 5 to 7 and 18; IRC 3101(b)(2). Worked: 0.9% above line 5."""
    law = law_of(2025, status).additional_medicare
    assert additional_medicare_tax(threshold - 1, law) == 0
    assert additional_medicare_tax(threshold, law) == 0
    assert additional_medicare_tax(threshold + 1, law) == pytest.approx(0.009)
    assert additional_medicare_tax(threshold + 50_000, law) == pytest.approx(450)


def test_options_are_no_medicare_wages(tax_of: TaxOf) -> None:
    """IRC 3121(a)(22): neither the spread nor a disqualifying sale. Worked."""
    tax = tax_of(
        2025,
        wages=210_000.0,
        iso_bargain_element=1_000_000.0,
        iso_ordinary_income=500_000.0,
    )
    assert tax.additional_medicare_tax == pytest.approx(90)
