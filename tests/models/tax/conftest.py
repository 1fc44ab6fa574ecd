"""Figures of the law by year and status, and whole households in one call."""

from collections.abc import Callable

import pytest

from isoplan.models.law.federal_law import FederalLaw, federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.tax.forms.federal_return import (
    Carryovers,
    FederalReturn,
    federal_return,
)
from isoplan.models.tax.forms.year_income import YearIncome

LawOf = Callable[..., FederalLaw]
TaxOf = Callable[..., FederalReturn]


@pytest.fixture
def law_of() -> LawOf:
    """Return the figures of a year and of a status given by its name."""

    def law(year: int, status: str = "single") -> FederalLaw:
        return federal_law(year, FilingStatus(status), 0.02)

    return law


@pytest.fixture
def tax_of(law_of: LawOf) -> TaxOf:
    """Return the forms of a household; AMT gains as for regular tax if left out."""

    def tax(
        year: int,
        status: str = "single",
        carried_in: Carryovers | None = None,
        **income: object,
    ) -> FederalReturn:
        given = {"medicare_wages": income.get("wages", 0.0), **income}
        for name in ("short_term_gain", "long_term_gain"):
            given.setdefault(f"amt_{name}", given.get(name, 0.0))
        carried = Carryovers() if carried_in is None else carried_in
        return federal_return(YearIncome(**given), carried, law_of(year, status))

    return tax
