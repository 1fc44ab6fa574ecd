"""A state's forms of one household-year, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from isoplan.models.law.state_law import FORM_NAMES, StateLaw
from isoplan.models.tax.states.minimum_tax import StateMinimumTax
from isoplan.models.tax.states.state_credit import StateCredit
from isoplan.models.tax.states.state_return import StateReturn

Line: TypeAlias = tuple[str, str, float]
"""Number on the form, what it is, dollars."""


@dataclass(frozen=True, slots=True)
class StateForms:
    """A state's forms of one household-year; all amounts are floats.

    Attributes:
        law: Figures of the state.
        tax: Its forms.
        credit: Its minimum tax credit.
    """

    law: StateLaw
    tax: StateReturn
    credit: StateCredit


def state_sentence(state: StateForms) -> str:
    """Return a state's tax in a sentence, and what its figures rest on."""
    tax, law = state.tax, state.law
    parts = [f"income tax {tax.regular_tax:,.2f}"]
    if tax.minimum_tax is not None:
        parts.append(f"AMT {tax.amt:,.2f}")
    used = state.credit.used
    less = f", less credit {used:,.2f}" if used else ""
    said = f"{law.name}: ${state.credit.tax:,.2f} ({', '.join(parts)}{less})."
    if law.standing_in:
        names = ", ".join(name.replace("_", " ") for name in law.standing_in)
        said += f" Not published for {law.year}, so the last known stands in: {names}."
    return said


def state_forms(state: StateForms) -> Iterator[tuple[str, list[Line]]]:
    """Yield the title and the lines of each form of a state."""
    yield f"{state.law.name}, income tax", _income_tax(state)
    if state.law.amt is None or state.tax.minimum_tax is None:
        return
    minimum_tax, credit = FORM_NAMES[state.law.amt.form]
    yield f"{state.law.name}, {minimum_tax}", _minimum_tax(state.tax.minimum_tax)
    yield f"{state.law.name}, {credit}", _credit(state)


def _income_tax(state: StateForms) -> list[Line]:
    tax = state.tax
    return [
        ("", "Adjusted gross income", tax.agi),
        ("", "Gains and dividends not taxed", tax.excluded_gain),
        ("", "Deduction", tax.deduction),
        ("", "Exemptions", tax.exemptions),
        ("", "Taxable income", tax.taxable_income),
        ("", "Tax before credits", tax.tax_before_credits),
        ("", "Personal credits", tax.credits),
        ("", "Surtaxes", tax.surtax),
        ("", "Income tax", tax.regular_tax),
    ]


def _minimum_tax(form: StateMinimumTax) -> list[Line]:
    return [
        ("", "Alternative minimum taxable income", form.amti),
        ("", "Exemption", form.exemption),
        ("", "Tentative minimum tax", form.tentative_minimum_tax),
        ("", "Regular tax it is compared with", form.regular_tax),
        ("", "AMT", form.amt),
    ]


def _credit(state: StateForms) -> list[Line]:
    credit = state.credit
    return [
        ("", "Credit generated (used from the next year on)", credit.generated),
        ("", "Credit carried in", credit.carried_in),
        ("", "Limit", credit.limit),
        ("", "Credit used", credit.used),
        ("", "Credit carried on", credit.carried_out),
    ]
