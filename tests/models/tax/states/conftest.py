"""A state's forms for a household given by its amounts."""

from collections.abc import Callable

import pytest

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn, state_return

StateTaxOf = Callable[..., StateReturn]


@pytest.fixture
def state_tax_of() -> StateTaxOf:
    """Return the forms of a state; AMT gains as for regular tax if left out."""

    def tax(
        state: str,
        year: int = 2025,
        status: str = "single",
        dependents: int = 0,
        itemized: tuple[float, ...] | None = None,
        *,
        smooth: bool = False,
        **income: float,
    ) -> StateReturn:
        given = {"medicare_wages": income.get("wages", 0.0), **income}
        for name in ("short_term_gain", "long_term_gain"):
            given.setdefault(f"amt_{name}", given.get(name, 0.0))
        deductions = None if itemized is None else ItemizedDeductions(*itemized)
        entered = YearIncome(**given, itemized=deductions)
        filing_status = FilingStatus(status)
        federal = federal_return(
            entered, Carryovers(), federal_law(year, filing_status, 0.02)
        )
        property_tax = 0.0 if itemized is None else itemized[0]
        law = state_law(state, year, filing_status, 0.02)
        return state_return(
            StateFiler(entered, federal, dependents, property_tax),
            law.smoothed() if smooth else law,
        )

    return tax
