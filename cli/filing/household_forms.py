"""The forms of the household-years of a file, line by line."""

from isoplan.cli.filing.forms import forms_report
from isoplan.models.filing.state_lines import StateForms
from isoplan.models.filing.year_forms import YearForms, as_filed
from isoplan.models.returns.chains import CaseReturns, case_returns, chain_returns
from isoplan.models.returns.file import HouseholdFile


def households_report(households: HouseholdFile, width: int) -> str:
    """Return the forms of all, one household-year below the other."""
    forms = [_forms(each) for each in case_returns(households.cases)]
    for years in chain_returns(households.chains):
        forms += as_filed([_forms(each) for each in years], None, {})
    return "\n\n\n".join(forms_report(each, width) for each in forms)


def _forms(returns: CaseReturns) -> YearForms:
    label = returns.case.label
    return YearForms(
        label="" if label is None else str(label),
        law=returns.law,
        income=returns.income,
        tax=returns.tax,
        credit=returns.credit,
        states=_state_forms(returns),
        other=returns.other,
    )


def _state_forms(returns: CaseReturns) -> tuple[StateForms, ...]:
    state = returns.state
    if state is None:
        return ()
    return (StateForms(state.law, state.tax, state.credit, federal=returns.tax),)
