"""A household of the oracle files, as the state rules take it."""

from typing import Any

from isoplan.models.law.federal_law import federal_law
from isoplan.models.law.filing_status import FilingStatus
from isoplan.models.law.state_figures import state_law
from isoplan.models.tax.forms.federal_return import Carryovers, federal_return
from isoplan.models.tax.forms.schedule_a import ItemizedDeductions
from isoplan.models.tax.forms.year_income import YearIncome
from isoplan.models.tax.states.filer import StateFiler
from isoplan.models.tax.states.state_return import StateReturn, state_return


def filer(inputs: dict[str, Any]) -> StateFiler:
    """Return the filer of a case, federal forms worked out."""
    given = inputs["itemized_deductions"]
    real_estate_taxes = given["real_estate_taxes"] if given else 0.0
    itemized = ItemizedDeductions(real_estate_taxes, given["other"]) if given else None
    income = YearIncome(
        wages=inputs["wages"],
        medicare_wages=inputs["wages"],
        interest=inputs["interest"],
        qualified_dividends=inputs["qualified_dividends"],
        short_term_gain=inputs["short_term_gain"],
        long_term_gain=inputs["long_term_gain"],
        amt_short_term_gain=inputs["short_term_gain"],
        amt_long_term_gain=inputs["long_term_gain"],
        iso_bargain_element=inputs["iso_bargain_element"],
        itemized=itemized,
    )
    status = FilingStatus(inputs["filing_status"])
    federal = federal_return(income, Carryovers(), federal_law(inputs["year"], status))
    return StateFiler(income, federal, inputs["dependents"], real_estate_taxes)


def forms_of(inputs: dict[str, Any]) -> StateReturn:
    """Return the forms of a case's state."""
    law = state_law(
        inputs["state"], inputs["year"], FilingStatus(inputs["filing_status"])
    )
    return state_return(filer(inputs), law)
