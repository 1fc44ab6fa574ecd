"""A state's forms of one household-year, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from isoplan.models.amounts.amounts import Amount, excess
from isoplan.models.filing.lines import CREDIT_BROUGHT, Line
from isoplan.models.law.state_law import FORM_NAMES, StateLaw
from isoplan.models.law.state_rules import AmtForm
from isoplan.models.tax.forms.federal_return import FederalReturn
from isoplan.models.tax.forms.form_8801_as_filed import YearBefore
from isoplan.models.tax.states.california import small_business_difference
from isoplan.models.tax.states.minimum_tax import StateMinimumTax
from isoplan.models.tax.states.state_credit import StateCredit
from isoplan.models.tax.states.state_credit_as_filed import (
    state_credit_as_filed,
    state_year_before,
)
from isoplan.models.tax.states.state_return import StateReturn

LINES: dict[AmtForm, dict[str, str]] = {
    AmtForm.SCHEDULE_P_540: {
        "dispositions": "9",
        "spread": "10",
        "amti": "21",
        "exemption": "22",
        "base": "23",
        "tmt": "24",
        "regular": "25",
        "amt": "26",
        "before": "28",
        "exclusion": "29",
        "generated": "30",
        "carried": "31",
        "available": "32",
    },
    AmtForm.CT_6251: {
        "amt": "23",
        "before": "21",
        "exclusion": "20",
        "generated": "22",
        "carried": "25",
        "available": "26",
        "limit": "29",
        "used": "30",
    },
}
"""Numbers of lines on a state's minimum tax and credit forms, where a source confirms
them; docs/credit.md says which, and of which edition."""


@dataclass(frozen=True, slots=True)
class StateForms:
    """A state's forms of one household-year; all amounts are floats.

    Attributes:
        law: Figures of the state.
        tax: Its forms.
        credit: Its minimum tax credit, each amount in the year that causes it.
        before: What its credit form takes up of the last year there; None if not known.
        is_last: Whether no later year there follows.
        federal: The federal forms as far as the state's part of the year goes, whose
            spread and dispositions its minimum tax takes up; None if not known.
    """

    law: StateLaw
    tax: StateReturn
    credit: StateCredit
    before: YearBefore | None = None
    is_last: bool = True
    federal: FederalReturn | None = None


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
    lines = LINES.get(state.law.amt.form, {})
    name = state.law.name
    of_shares = _of_shares(state, lines)
    of_the_year = _minimum_tax(state.tax.minimum_tax, lines)
    yield f"{name}, {minimum_tax}", [*of_shares, *of_the_year]
    if not state.tax.minimum_tax.carries_credit:
        yield f"{name}, {credit}", _credit_of_the_year(state.credit)
        return
    yield f"{name}, {credit}, filed with this return", _credit(state, lines)
    if state.is_last:
        yield (
            f"{name}, {credit} of {state.law.year + 1}, as far as this year settles it",
            _taken_up(state_year_before(state.tax, state.credit), lines),
        )


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


def _of_shares(state: StateForms, lines: Mapping[str, str]) -> list[Line]:
    """Return what exercises and sales bring to Schedule P (540), if it is known."""
    if state.federal is None or "spread" not in lines:
        return []
    form = state.federal.form_6251
    gain = form.line_2k + small_business_difference(state.federal, state.law)
    return [
        (lines["dispositions"], "Gain or loss, AMT less regular", gain),
        (lines["spread"], "Spread of exercises, Form 6251 line 2i", form.line_2i),
    ]


def _numbered(number: str, what: str, amount: Amount) -> list[Line]:
    """Return a line if its number is known: one that says nothing new without it."""
    return [(number, what, float(amount))] if number else []


def _minimum_tax(form: StateMinimumTax, lines: Mapping[str, str]) -> list[Line]:
    base = excess(form.amti, form.exemption)
    return [
        (lines.get("amti", ""), "Alternative minimum taxable income", form.amti),
        (lines.get("exemption", ""), "Exemption", form.exemption),
        *_numbered(lines.get("base", ""), "AMTI less the exemption", base),
        (lines.get("tmt", ""), "Tentative minimum tax", form.tentative_minimum_tax),
        (lines.get("regular", ""), "Regular tax it is compared with", form.regular_tax),
        (lines.get("amt", ""), "AMT", form.amt),
    ]


def _credit(state: StateForms, lines: Mapping[str, str]) -> list[Line]:
    """Return a credit form as filed: what it takes up is of the year before."""
    form = state_credit_as_filed(state.before, state.credit)
    above = [(lines.get("available", ""), CREDIT_BROUGHT, form.available)]
    if form.before is not None:
        above = _taken_up(form.before, lines)
    return [
        *above,
        (
            lines.get("limit", ""),
            "Tax less tentative minimum tax, the limit",
            form.limit,
        ),
        (lines.get("used", ""), "Credit used", form.used),
        ("", "Credit carried on, without this year's AMT", form.carried_on),
    ]


def _taken_up(before: YearBefore, lines: Mapping[str, str]) -> list[Line]:
    """Return what a credit form takes up of the year before, by number."""
    taken: list[Line] = [
        (lines.get("before", ""), "AMT of the year before", before.line_16),
        (lines.get("exclusion", ""), "Its part on exclusion items", before.line_15),
        (lines.get("generated", ""), "Its other part", before.line_18),
        (lines.get("carried", ""), "Carried on by that year's form", before.line_19),
        (lines.get("available", ""), CREDIT_BROUGHT, before.line_21),
    ]
    return sorted(taken, key=lambda line: int(line[0] or 0))


def _credit_of_the_year(credit: StateCredit) -> list[Line]:
    """Return a credit that is a share of the federal one, and lost if not used."""
    return [("", "Limit", credit.limit), ("", "Credit used", credit.used)]
