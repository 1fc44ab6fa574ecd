"""A year's forms in a sentence or two: the tax, and the deduction taken."""

from isoplan.models.base.cents import HALF_A_CENT
from isoplan.models.filing.year_forms import YearForms
from isoplan.models.returns.elections import OtherDeduction
from isoplan.models.returns.inputs import ITEMIZED, STANDARD


def federal_sentence(returns: YearForms) -> str:
    """Return the year's federal tax in a sentence."""
    tax, credit = returns.tax, returns.credit
    status = returns.law.filing_status.replace("_", " ")
    label = f"{returns.label}: " if returns.label else ""
    parts = [
        f"regular tax {tax.regular_tax:,.2f}",
        f"AMT {tax.form_6251.line_11:,.2f}",
        f"NIIT {tax.form_8960.line_17:,.2f}",
        f"Additional Medicare Tax {tax.additional_medicare_tax:,.2f}",
    ]
    others = tax.credits_used
    less = f", less other credits {others:,.2f}" if others else ""
    less += f", less credit {credit.line_25:,.2f}" if credit.line_25 else ""
    return (
        f"{label}federal tax of {returns.law.year}, {status}: "
        f"${returns.tax_after_credit:,.2f} ({', '.join(parts)}{less})."
    )


def deduction_sentence(returns: YearForms) -> str:
    """Return which deduction was taken, its amount, and what it saves."""
    amount = returns.tax.form_1040.schedule_a.deduction
    taken, itemized = returns.itemizes, returns.income.itemized
    said = f"Deduction taken: {ITEMIZED if taken else STANDARD}, ${amount:,.2f}"
    other = returns.other if returns.other and returns.other.amount else None
    details = []
    if taken:
        details.append(f"standard {returns.law.standard_deduction:,.2f}")
    elif other is not None:
        details.append(f"itemized {other.amount:,.2f}")
    if taken and itemized is not None:
        taxes = itemized.state_and_local_taxes
        details.append(f"state and local taxes {taxes:,.2f}")
    if details:
        said += f" ({'; '.join(details)})"
    return f"{said}.{_saved(returns.itemizes, returns.other)}"


def _saved(itemizes: bool, other: OtherDeduction | None) -> str:
    """Say what the deduction taken saves against the other one, if there is one."""
    if other is None or not other.amount:
        return ""
    name = STANDARD if itemizes else ITEMIZED
    dollars = f"${abs(other.more_tax):,.2f} of this year's tax, federal and state"
    if abs(other.more_tax) < HALF_A_CENT:
        return f" The {name} one would lead to the same tax this year."
    if other.more_tax < 0.0:
        return f" The {name} one would save {dollars}."
    return f" It saves {dollars}, against the {name} one."
